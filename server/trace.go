package server

import (
	"context"
	"log/slog"
	"strings"
)

// maxTraceparent bounds what later versions of the header may append.
const maxTraceparent = 256

// TraceID returns the id of the distributed trace that the request belongs to,
// as its traceparent header (W3C Trace Context) says; empty for none. It is the
// caller's word, and good for finding lines in logs only.
func TraceID(ctx context.Context) string {
	return exchangeOf(ctx).trace
}

// traceOf returns the trace's id of a traceparent header: version, trace id,
// parent id and flags. What is damaged is ignored, as the standard wants.
func traceOf(header string) string {
	if len(header) < 55 || len(header) > maxTraceparent {
		return ""
	}
	version, trace, parent, flags := header[:2], header[3:35], header[36:52], header[53:55]
	for _, i := range []int{2, 35, 52} {
		if header[i] != '-' {
			return ""
		}
	}
	if !hexadecimal(version + trace + parent + flags) {
		return ""
	}
	switch {
	case version == "ff", version == "00" && len(header) > 55, len(header) > 55 && header[55] != '-':
		return ""
	case strings.Trim(trace, "0") == "", strings.Trim(parent, "0") == "":
		return ""
	default:
		return trace
	}
}

func hexadecimal(s string) bool { return strings.Trim(s, "0123456789abcdef") == "" }

// marked are the attributes by which lines of one request, and those of one
// trace, are found in the log.
func marked(ctx context.Context) slog.Attr { return exchangeOf(ctx).marks() }

func (x *exchange) marks() slog.Attr {
	if x.trace == "" {
		return slog.String("id", x.id[0])
	}
	return slog.Group("", slog.String("id", x.id[0]), slog.String("trace", x.trace))
}
