package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
)

// unixScheme begins an address that is a socket's path.
const unixScheme = "unix:"

// listen listens on host:port, or on unix:PATH for programs of the same user
// on this machine.
func listen(ctx context.Context, address string) (net.Listener, error) {
	var lc net.ListenConfig
	path, unix := strings.CutPrefix(address, unixScheme)
	if unix {
		return listenUnix(ctx, &lc, path)
	}
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, &hinted{fmt.Errorf("listen on %s: %w", address, rootCause(err)), "choose another address: --listen 127.0.0.1:3001"}
	}
	return l, nil
}

// listenUnix makes a socket that only its user can connect to. One that a
// killed process has left behind is replaced, one that answers is not.
func listenUnix(ctx context.Context, lc *net.ListenConfig, path string) (net.Listener, error) {
	l, err := lc.Listen(ctx, "unix", path)
	if errors.Is(err, syscall.EADDRINUSE) && abandoned(ctx, path) {
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("replace the socket: %w", err)
		}
		l, err = lc.Listen(ctx, "unix", path)
	}
	if err != nil {
		return nil, &hinted{fmt.Errorf("listen on %s%s: %w", unixScheme, path, rootCause(err)), "choose another path: --listen unix:/tmp/gozen.sock"}
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("listen on %s%s: %w", unixScheme, path, err), l.Close())
	}
	return l, nil
}

// abandoned reports whether path is a socket behind which nobody listens.
func abandoned(ctx context.Context, path string) bool {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&os.ModeSocket == 0 {
		return false
	}
	var d net.Dialer
	c, err := d.DialContext(ctx, "unix", path)
	if err == nil {
		_ = c.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

// rootCause drops what net wraps around the system's own words: the address is
// in the message already.
func rootCause(err error) error {
	if sys, ok := errors.AsType[*os.SyscallError](err); ok {
		return sys.Err
	}
	return err
}

// loopback reports whether only this machine can reach the address.
func loopback(address string) bool {
	if strings.HasPrefix(address, unixScheme) {
		return true
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}
