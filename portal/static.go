package portal

import (
	"github.com/gofiber/fiber/v2"

	"forvag/web"
)

// static serves the portal's own files. Those whose address names their content may be kept for ever.
func (s *Server) static(c *fiber.Ctx) error {
	a, ok := s.Site().Assets.File(c.Path())
	if !ok {
		return unknownAddress()
	}
	return sendAsset(c, a)
}

// manifest is the municipality's web app manifest.
func (s *Server) manifest(c *fiber.Ctx) error {
	return sendAsset(c, s.Site().Assets.Manifest(s.Site().Municipality.Name.SV))
}

func sendAsset(c *fiber.Ctx, a web.Asset) error {
	body, encoding := a.Encode(c.Get(fiber.HeaderAcceptEncoding))
	cache := "no-cache"
	if a.Immutable {
		cache = "public, max-age=31536000, immutable"
	}
	c.Set(fiber.HeaderCacheControl, cache)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderETag, a.ETag)
	if c.Get(fiber.HeaderIfNoneMatch) == a.ETag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, a.Type)
	if encoding != "" {
		c.Set(fiber.HeaderContentEncoding, encoding)
	}
	return c.Send(body)
}
