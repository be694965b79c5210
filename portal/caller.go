package portal

import (
	"context"
	"time"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
)

// caller is who asks something of the municipality, when, and in which language: a request without the browser.
type caller struct {
	*Site
	within    context.Context
	lang      locale.Lang
	principal identity.Principal
	now       time.Time
	// served are the services that serviceOf has given: a list asks for few, and for each of them often.
	served map[servedBy]*catalog.Service
	// answered are the answers in the case that caseAnswers was last asked about.
	answered struct {
		file    *casework.File
		answers catalog.Answers
	}
}

// servedBy is what serviceOf is asked for.
type servedBy struct {
	ref casework.TypeRef
	day civil.Date
}

// ctx is the context of the question. In a request it is cancelled when the server stops waiting, not when the client goes away.
func (c *caller) ctx() context.Context { return c.within }

// today is the civil date in Sweden.
func (c *caller) today() civil.Date { return civil.Of(c.now) }

// t is a text in the caller's language.
func (c *caller) t(key string, args ...any) string { return locale.T(c.lang, key, args...) }

// moment is now, here: the rules of the day apply.
func (c *caller) moment() catalog.Moment {
	return catalog.Moment{Today: c.today(), Municipality: c.Rules}
}
