package web

// ContentSecurityPolicy is what the pages need and nothing more. Pictures come from the design system's style sheet (data:) and from the
// preview of files that a reader picked (blob:).
const ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
