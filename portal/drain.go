package portal

import (
	"time"

	"github.com/gofiber/fiber/v2"
)

// How long, and how much, is read of a request that is refused for its size.
const (
	drainFor   = 30 * time.Second
	drainPause = 2 * time.Second
	drainMost  = 4 * maxUpload
)

// drain reads what is left of a request that was refused for its size, so that the browser has sent it all and shows the answer: a connection that is
// closed while it sends is reset, and its reader never learns why.
func drain(c *fiber.Ctx) {
	conn, left := c.Context().Conn(), min(c.Request().Header.ContentLength(), drainMost)
	until, buffer := time.Now().Add(drainFor), make([]byte, 32<<10)
	for left > 0 && time.Now().Before(until) {
		pause := drainPause
		if left <= maxHeader { // the server may have read this much already
			pause /= 20
		}
		if conn.SetReadDeadline(time.Now().Add(pause)) != nil {
			return
		}
		n, err := conn.Read(buffer)
		if left -= n; err != nil {
			return
		}
	}
}
