package eval

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gozen-dev/gozen/internal/pattern"
	"github.com/gozen-dev/gozen/schema"
)

// step is one validation attribute of a field: it returns the value, perhaps
// transformed, and a complaint, or "" when it has none. The value is not NULL.
type step func(v any) (_ any, complaint string)

// compileSteps makes the steps of a field's attributes, in written order:
// @length(2, 4) @trim measures before it trims.
func compileSteps(f *schema.Field) ([]step, error) {
	var steps []step
	for _, v := range f.Validations {
		s, err := compileStep(v)
		if err != nil {
			return nil, fmt.Errorf("@%s of %s: %w", v.Name, f.Name, err)
		}
		if v.Message != "" {
			s = worded(s, v.Message)
		}
		if f.Type.List && f.Type.Kind != schema.Custom && v.Name != "length" {
			s = elementwise(s)
		}
		steps = append(steps, s)
	}
	return steps, nil
}

// worded gives a step the schema's own message.
func worded(s step, message string) step {
	return func(v any) (any, string) {
		v, complaint := s(v)
		if complaint != "" {
			complaint = message
		}
		return v, complaint
	}
}

// elementwise applies a step to every element of a list.
func elementwise(s step) step {
	return func(v any) (any, string) {
		list, ok := v.([]any)
		if !ok {
			return v, ""
		}
		out := make([]any, len(list))
		for i, x := range list {
			var complaint string
			if out[i], complaint = s(x); complaint != "" {
				return v, complaint
			}
		}
		return out, ""
	}
}

func compileStep(v *schema.Validation) (step, error) {
	switch v.Name {
	case "trim":
		return transform(trim), nil
	case "lower":
		return transform(toLower), nil
	case "upper":
		return transform(toUpper()), nil
	case "email":
		return textCheck(isEmail, "Invalid email address"), nil
	case "url":
		return urlCheck, nil
	case "datetime":
		return textCheck(isDateTime, "Invalid ISO datetime"), nil
	case "date":
		return textCheck(isDate, "Invalid ISO date"), nil
	case "time":
		precision, ok := integerArg(v, 0)
		if !ok {
			precision = anyPrecision
		}
		return textCheck(func(s string) bool { return isTime(s, precision) }, "Invalid ISO time"), nil
	case "uuid":
		version, _ := integerArg(v, 0)
		return textCheck(func(s string) bool { return isUUID(s, version) }, "Invalid UUID"), nil
	case "phone":
		return textCheck(isPhone, "Invalid E.164 number"), nil
	case "length":
		return lengthCheck(v), nil
	case "startsWith", "endsWith", "contains", "regex":
		return compileTextStep(v)
	case "gt", "gte", "lt", "lte":
		return rangeCheck(v)
	default:
		return nil, fmt.Errorf("unknown validation")
	}
}

// urlCheck leaves out of a URL what is no part of it.
func urlCheck(v any) (any, string) {
	s, isText := v.(string)
	if !isText {
		return v, ""
	}
	if !isURL(s) {
		return v, "Invalid URL"
	}
	return cleanURL(s), ""
}

func transform(change func(string) string) step {
	return func(v any) (any, string) {
		if s, ok := v.(string); ok {
			return change(s), ""
		}
		return v, ""
	}
}

// trim removes what JavaScript takes for white space.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) && r != '\u0085' || r == '\uFEFF' })
}

func textCheck(ok func(string) bool, complaint string) step {
	return func(v any) (any, string) {
		if s, isText := v.(string); isText && !ok(s) {
			return v, complaint
		}
		return v, ""
	}
}

// compileTextStep makes the steps that look for a text. The complaint about a
// pattern does not show it: it may say more than callers are to know.
func compileTextStep(v *schema.Validation) (step, error) {
	arg, ok := argument(v, 0).(string)
	if !ok {
		return nil, fmt.Errorf("expected a text")
	}
	switch v.Name {
	case "startsWith":
		return textCheck(func(s string) bool { return strings.HasPrefix(s, arg) },
			"Invalid string: must start with "+strconv.Quote(arg)), nil
	case "endsWith":
		return textCheck(func(s string) bool { return strings.HasSuffix(s, arg) },
			"Invalid string: must end with "+strconv.Quote(arg)), nil
	case "contains":
		return textCheck(func(s string) bool { return strings.Contains(s, arg) },
			"Invalid string: must include "+strconv.Quote(arg)), nil
	}
	p, err := pattern.Compile(arg)
	if err != nil {
		return nil, err
	}
	return textCheck(p.Match, "Invalid string: must match the required pattern"), nil
}

// lengthCheck measures texts, in code points as zod has it, and lists.
func lengthCheck(v *schema.Validation) step {
	low, hasLow := integerArg(v, 0)
	high, hasHigh := integerArg(v, 1)
	return func(v any) (any, string) {
		var n int
		var what, unit string
		switch v := v.(type) {
		case string:
			n, what, unit = utf8.RuneCountInString(v), "string", " characters"
		case []any:
			n, what, unit = len(v), "array", " items"
		default:
			return v, ""
		}
		if hasLow && n < low {
			return v, "Too small: expected " + what + " to have >=" + strconv.Itoa(low) + unit
		}
		if hasHigh && n > high {
			return v, "Too big: expected " + what + " to have <=" + strconv.Itoa(high) + unit
		}
		return v, ""
	}
}

// rangeCheck compares numbers by value, whatever their type.
func rangeCheck(v *schema.Validation) (step, error) {
	bound := argument(v, 0)
	if _, ok := exact(bound); !ok {
		return nil, fmt.Errorf("expected a number")
	}
	op, sign, size := schema.Gt, ">", "Too small"
	switch v.Name {
	case "gte":
		op, sign = schema.Ge, ">="
	case "lt":
		op, sign, size = schema.Lt, "<", "Too big"
	case "lte":
		op, sign, size = schema.Le, "<=", "Too big"
	}
	complaint := fmt.Sprintf("%s: expected number to be %s%v", size, sign, bound)
	return func(v any) (any, string) {
		if ordered(op, v, bound) == false {
			return v, complaint
		}
		return v, ""
	}, nil
}

// argument returns an attribute's argument, nil when it is not given.
func argument(v *schema.Validation, i int) any {
	if i >= len(v.Args) || v.Args[i] == nil {
		return nil
	}
	return literal(v.Args[i])
}

func integerArg(v *schema.Validation, i int) (int, bool) {
	n, ok := argument(v, i).(int64)
	return int(n), ok
}
