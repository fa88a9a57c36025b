package eval

import (
	"strings"
	"unicode/utf16"

	"github.com/gozen-dev/gozen/internal/pattern"
	"github.com/gozen-dev/gozen/schema"
)

// call evaluates a function. Of a NULL argument it is unknown, or false in a
// validation.
func (env *Env) call(c *schema.Call) any {
	switch c.Func {
	case "now":
		return env.Now
	case "currentModel":
		return casing(env.Model, env.args(c))
	case "currentOperation":
		return casing(env.Operation, env.args(c))
	}
	args := env.args(c)
	v, known := env.function(c, args)
	if !known {
		if env.Call == nil {
			return nil
		}
		return env.Call(c, args)
	}
	if v == nil && env.Validation && c.T.Kind == schema.Boolean {
		return false
	}
	return v
}

func (env *Env) args(c *schema.Call) []any {
	args := make([]any, len(c.Args))
	for i, x := range c.Args {
		args[i] = Eval(x, env)
	}
	return args
}

// function evaluates the functions of the language; others are not known.
func (env *Env) function(c *schema.Call, args []any) (v any, known bool) {
	switch c.Func {
	case "contains":
		return textTest(args, strings.Contains), true
	case "startsWith":
		return textTest(args, strings.HasPrefix), true
	case "endsWith":
		return textTest(args, strings.HasSuffix), true
	case "has", "hasSome", "hasEvery", "isEmpty":
		return listTest(c.Func, args), true
	case "length":
		return length(args), true
	case "regex":
		return env.matches(args), true
	case "isEmail", "email":
		return formatTest(args, isEmail), true
	case "isUrl", "url":
		return formatTest(args, isURL), true
	case "isDateTime", "datetime":
		return formatTest(args, isDateTime), true
	case "isDate":
		return formatTest(args, isDate), true
	case "isPhone":
		return formatTest(args, isPhone), true
	case "isTime":
		return numberedTest(args, anyPrecision, isTime), true
	case "isUuid":
		return numberedTest(args, 0, isUUID), true
	default:
		return nil, false
	}
}

// textTest applies a test to two texts. A true third argument ignores case.
func textTest(args []any, test func(s, part string) bool) any {
	if len(args) < 2 {
		return nil
	}
	s, ok1 := args[0].(string)
	part, ok2 := args[1].(string)
	if !ok1 || !ok2 {
		return nil
	}
	if len(args) > 2 && args[2] == true {
		s, part = strings.ToLower(s), strings.ToLower(part)
	}
	return test(s, part)
}

func formatTest(args []any, test func(string) bool) any {
	if len(args) == 0 {
		return nil
	}
	s, ok := args[0].(string)
	if !ok {
		return nil
	}
	return test(s)
}

// numberedTest applies a test that takes a number, which need not be given.
func numberedTest(args []any, none int, test func(string, int) bool) any {
	number := none
	if len(args) > 1 {
		if n, ok := args[1].(int64); ok {
			number = int(n)
		}
	}
	return formatTest(args, func(s string) bool { return test(s, number) })
}

func listTest(name string, args []any) any {
	if len(args) == 0 || name != "isEmpty" && len(args) < 2 {
		return nil
	}
	list, ok := args[0].([]any)
	if !ok {
		return nil
	}
	switch name {
	case "isEmpty":
		return len(list) == 0
	case "has":
		return holds(list, args[1])
	}
	wanted, ok := args[1].([]any)
	if !ok {
		return nil
	}
	every := name == "hasEvery"
	var answer any = every
	for _, x := range wanted {
		switch holds(list, x) {
		case !every:
			return !every
		case nil:
			answer = nil
		}
	}
	return answer
}

// holds reports whether a list has a value; whether it has NULL nobody knows.
func holds(list []any, x any) any {
	if x == nil {
		return nil
	}
	for _, y := range list {
		if elementsEqual(x, y) == true {
			return true
		}
	}
	return false
}

// length is a text's or list's length, or with bounds whether it is within
// them. Text is measured as JavaScript does, in UTF-16 units.
func length(args []any) any {
	if len(args) == 0 {
		return nil
	}
	n, ok := measure(args[0])
	if !ok {
		return nil
	}
	if len(args) == 1 {
		return int64(n)
	}
	within := any(true)
	if low, ok := args[1].(int64); ok && int64(n) < low {
		within = false
	}
	if len(args) > 2 {
		if high, ok := args[2].(int64); ok && int64(n) > high {
			within = false
		}
	}
	return within
}

func measure(v any) (int, bool) {
	switch v := v.(type) {
	case string:
		n := 0
		for _, r := range v {
			n += utf16.RuneLen(r)
		}
		return n, true
	case []any:
		return len(v), true
	default:
		return 0, false
	}
}

func (env *Env) matches(args []any) any {
	if len(args) < 2 {
		return nil
	}
	s, ok1 := args[0].(string)
	text, ok2 := args[1].(string)
	if !ok1 || !ok2 {
		return nil
	}
	p := env.patterns[text]
	if p == nil {
		var err error
		if p, err = pattern.Compile(text); err != nil {
			return nil
		}
	}
	return p.Match(s)
}

// casing writes a name as the argument of currentModel and currentOperation says.
func casing(name string, args []any) any {
	if len(args) == 0 || name == "" {
		return name
	}
	switch args[0] {
	case "upper":
		return strings.ToUpper(name)
	case "lower":
		return strings.ToLower(name)
	case "capitalize":
		return strings.ToUpper(name[:1]) + name[1:]
	case "uncapitalize":
		return strings.ToLower(name[:1]) + name[1:]
	default:
		return name
	}
}
