package dbtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// server is the URL of a PostgreSQL server to test on, started at first use.
var server = sync.OnceValues(func() (string, error) {
	if given := os.Getenv("FORVAG_TEST_POSTGRES"); given != "" {
		return given, nil
	}
	return startServer()
})

// watch runs the server for as long as its standard input is open, that is until the test binary ends, however it ends; then it
// removes all traces. Arguments: folder with the binaries, folder of the server.
const watch = `
cd "$2" || exit 1
"$1/postgres" -D "$2/data" >>"$2/log" 2>&1 &
server=$!
echo started
cat >/dev/null
kill -QUIT $server
wait $server
rm -rf "$2"
`

const settings = `
listen_addresses = ''
max_connections = 100
fsync = off
synchronous_commit = off
full_page_writes = off
`

func startServer() (string, error) {
	bin, err := binaries()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "forvag-pg-") // not t.TempDir: a socket's path may have at most 107 bytes
	if err != nil {
		return "", err
	}
	as, err := unprivileged(dir)
	if err != nil {
		return "", err
	}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", dir+"/data", "-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
		"--no-sync", "--no-instructions")
	initdb.SysProcAttr, initdb.Dir = as, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w\n%s", err, out)
	}
	conf, err := os.OpenFile(dir+"/data/postgresql.conf", os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return "", err
	}
	_, err = fmt.Fprintf(conf, "%sunix_socket_directories = '%s'\n", settings, dir)
	if err := errors.Join(err, conf.Close()); err != nil {
		return "", err
	}
	if err := runWatched(bin, dir, as); err != nil {
		return "", err
	}
	u := url.URL{Scheme: "postgres", Path: "/postgres", RawQuery: url.Values{"host": {dir}, "user": {"app"}}.Encode()}
	if err := answers(u.String()); err != nil {
		log, _ := os.ReadFile(dir + "/log")
		return "", fmt.Errorf("PostgreSQL does not start: %w\n%s", err, log)
	}
	return u.String(), nil
}

// answers waits until the server takes connections, half a minute at most.
func answers(server string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, server)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

// runWatched starts the watcher and keeps its standard input open until this process ends.
func runWatched(bin, dir string, as *syscall.SysProcAttr) error {
	attr := syscall.SysProcAttr{Setpgid: true} // an interrupt from the terminal is for the test; the watcher sees its end
	if as != nil {
		attr.Credential = as.Credential
	}
	cmd := exec.Command("sh", "-c", watch, "watch", bin, dir)
	cmd.SysProcAttr = &attr
	keep, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	line := make([]byte, 8)
	if n, err := out.Read(line); !bytes.HasPrefix(line[:n], []byte("started")) {
		return fmt.Errorf("start PostgreSQL: %v", err)
	}
	go func() { // holds the pipe: a file that nothing refers to would be closed
		_ = cmd.Wait()
		_ = keep.Close()
	}()
	return nil
}

// binaries finds the folder of the newest PostgreSQL on this machine.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is well formed
	if len(found) == 0 {
		return "", errors.New("set FORVAG_TEST_POSTGRES, or install PostgreSQL 15 or later (Debian: postgresql)")
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path)))) // a folder of another name sorts first
		return n
	}
	return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })), nil
}

// unprivileged gives dir to the user postgres where we are root, since PostgreSQL refuses to run as root; nil otherwise.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	if err := os.Chown(dir, uid, gid); err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}
