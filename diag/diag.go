// Package diag is how Gozen's front-end speaks to the author of a schema:
// places in source text, coded diagnostics, and one way to print them.
//
// A pass collects its findings in a [List]; [Render], or a [Printer] where
// colours are wanted, prints them the way a terminal wants them:
//
//	schema.zmodel:14:42: error ZM0701: unknown attribute @shiny
//		title String @shiny
//		             ^~~~~~ did you mean @unique?
//
// Codes are stable: a code once published keeps its meaning. The constants stand
// next to the pass that reports them, in packages syntax and check. The package
// imports nothing else of Gozen.
//
// A List marshals to JSON for machines: an array of objects with code, severity,
// span, message, and where there are any hint and related.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says whether a diagnostic stops the schema from being used.
type Severity uint8

// The severities. Error is the zero value: what nobody classified is refused.
const (
	Error Severity = iota
	Warning
)

// String returns the word that the renderer prints.
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// MarshalText writes the word of [Severity.String].
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Code is a diagnostic's stable name: "ZM" and four digits.
type Code string

// Diagnostic is one finding about a schema.
type Diagnostic struct {
	Code     Code      `json:"code"`
	Severity Severity  `json:"severity"`
	Span     Span      `json:"span"`
	Message  string    `json:"message"`        // lower case, no full stop
	Hint     string    `json:"hint,omitempty"` // what to do about it; may be empty
	Related  []Related `json:"related,omitempty"`
}

// Related is a second place that explains a diagnostic.
type Related struct {
	Span    Span   `json:"span"`
	Message string `json:"message"`
}

// String returns the one-line form: file:line:col: severity code: message.
func (d Diagnostic) String() string {
	return fmt.Sprintf("%s: %s %s: %s", d.Span, d.Severity, d.Code, d.Message)
}

// List is the diagnostics of a run.
type List []Diagnostic

// Sort orders l by file, place and code, and drops those that repeat a code
// at the same place: a rule that several models inherit is reported once.
func (l *List) Sort() {
	slices.SortStableFunc(*l, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Span.File(), b.Span.File()),
			cmp.Compare(a.Span.Start(), b.Span.Start()),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Span.End(), b.Span.End()),
		)
	})
	*l = slices.CompactFunc(*l, func(a, b Diagnostic) bool {
		return a.Code == b.Code && a.Span.Equal(b.Span)
	})
}

// HasErrors reports whether l holds anything but warnings.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// Codes returns the code of each diagnostic, in order.
func (l List) Codes() []Code {
	codes := make([]Code, len(l))
	for i, d := range l {
		codes[i] = d.Code
	}
	return codes
}

// Count returns how many errors and how many warnings l holds.
func (l List) Count() (errors, warnings int) {
	for _, d := range l {
		if d.Severity == Error {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}

// Err returns l as an error, or nil when it has no errors. The error's text is
// the one-line form of each error.
func (l List) Err() error {
	if !l.HasErrors() {
		return nil
	}
	return listError(l)
}

type listError List

func (e listError) Error() string {
	var lines []string
	for _, d := range e {
		if d.Severity == Error {
			lines = append(lines, d.String())
		}
	}
	return strings.Join(lines, "\n")
}
