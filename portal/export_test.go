package portal

import "github.com/gofiber/fiber/v2"

// Address is one address that a server answers, for tests.
type Address struct{ Method, Path string }

// Addresses are all addresses that the server answers: every route of the list, and what only machines ask for.
func (s *Server) Addresses() []Address {
	var out []Address
	for _, r := range s.app.GetRoutes(true) {
		if r.Method != fiber.MethodHead {
			out = append(out, Address{r.Method, r.Path})
		}
	}
	return out
}

// Config is how the server's requests are read, for tests.
func (s *Server) Config() fiber.Config { return s.app.Config() }

// Policy is the content security policy of pages.
const Policy = policy

// What the fuzz targets read.
var (
	Local    = local
	FileName = fileName
	ReadForm = readForm
	ByDue    = byDue
)

// ParseView reads a map's view and writes it again.
func ParseView(text string) (string, bool) {
	v, ok := parseView(text)
	return v.String(), ok
}
