// Package chat lets a language model write the assistant's answers: any server that speaks as OpenAI's chat does, streamed.
//
// Endpoint asks it, within a time and a budget, and leaves it alone for a while when it fails. Nothing that it sends is trusted here: what is written is
// handed on as it comes, and the assistant holds it to its sources.
package chat
