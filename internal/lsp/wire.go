package lsp

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

const (
	// maxMessage bounds a message: a schema of a hundred thousand lines fits
	// several times.
	maxMessage = 16 << 20
	// maxHeaders bounds the lines before a message.
	maxHeaders = 16
)

// errTooLarge is a message that was skipped: the next one can be read.
var errTooLarge = fmt.Errorf("message is larger than %d bytes", maxMessage)

// readMessage returns the next message's content. At a clean end it returns
// [io.EOF]; after any other error but errTooLarge, what follows is no message.
func readMessage(r *bufio.Reader) ([]byte, error) {
	n, err := readHeaders(r)
	if err != nil {
		return nil, err
	}
	if n > maxMessage {
		if _, err := io.CopyN(io.Discard, r, n); err != nil {
			return nil, fmt.Errorf("skip a message: %w", err)
		}
		return nil, errTooLarge
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		return nil, fmt.Errorf("read a message: %w", err)
	}
	return body, nil
}

// readHeaders reads the lines before a message and returns its length.
func readHeaders(r *bufio.Reader) (int64, error) {
	length := int64(-1)
	for i := range maxHeaders {
		line, err := r.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF) && i == 0 && len(line) == 0:
			return 0, io.EOF
		case err != nil:
			return 0, fmt.Errorf("read a header: %w", err)
		}
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			if length < 0 {
				return 0, errors.New("a message without Content-Length")
			}
			return length, nil
		}
		name, value, ok := strings.Cut(text, ":")
		if !ok {
			return 0, fmt.Errorf("%.40q is no header", text)
		}
		if !strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			continue // Content-Type says what is known anyway
		}
		if length >= 0 {
			return 0, errors.New("two Content-Length headers")
		}
		length, err = strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		if err != nil || length < 0 {
			return 0, fmt.Errorf("%.40q is no Content-Length", value)
		}
	}
	return 0, fmt.Errorf("more than %d headers", maxHeaders)
}

// writeMessage writes content with its length before it.
func writeMessage(w io.Writer, content []byte) error {
	head := "Content-Length: " + strconv.Itoa(len(content)) + "\r\n\r\n"
	if _, err := w.Write(append([]byte(head), content...)); err != nil {
		return fmt.Errorf("write a message: %w", err)
	}
	return nil
}
