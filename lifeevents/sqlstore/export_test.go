package sqlstore

// Overtaken is overtaken, for tests.
var Overtaken = overtaken
