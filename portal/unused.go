package portal

import (
	"net"
	"sync"
	"time"
)

// unusedPatience is how long a connection on which nothing has been asked is left open once the server is to end.
const unusedPatience = time.Second

// unused are the connections on which nothing has been asked yet. Browsers and proxies open some ahead of need, and the server would wait for them as for
// running requests.
type unused struct {
	mu    sync.Mutex
	conns map[*opened]bool
}

// listener follows the connections that it takes.
type listener struct {
	net.Listener
	unused *unused
}

// Accept takes the next connection.
func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	o := &opened{Conn: c, unused: l.unused}
	l.unused.mu.Lock()
	defer l.unused.mu.Unlock()
	l.unused.conns[o] = true
	return o, nil
}

// opened is a connection that tells when something is asked on it.
type opened struct {
	net.Conn
	unused *unused
	asked  sync.Once
}

// Read reads what is asked.
func (o *opened) Read(p []byte) (int, error) {
	n, err := o.Conn.Read(p)
	if n > 0 {
		o.asked.Do(o.forget)
	}
	return n, err
}

// Close ends the connection.
func (o *opened) Close() error {
	o.asked.Do(o.forget)
	return o.Conn.Close()
}

func (o *opened) forget() {
	o.unused.mu.Lock()
	defer o.unused.mu.Unlock()
	delete(o.unused.conns, o)
}

// close ends those that are unused.
func (u *unused) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for o := range u.conns {
		o.Conn.Close()
	}
	clear(u.conns)
}
