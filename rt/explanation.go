package rt

import (
	"strconv"
	"strings"

	"github.com/gozen-dev/gozen/internal/policy"
	"github.com/gozen-dev/gozen/schema"
)

// Explanation says why the rules permit an operation on a row, or do not. It
// shows rules, values of rows and of the user: it is for developers, and no
// answer to whoever was refused.
type Explanation struct {
	Operation string         `json:"operation"`
	Model     string         `json:"model"`
	ID        map[string]any `json:"id,omitempty"`
	User      map[string]any `json:"user"` // null is nobody
	Permitted bool           `json:"permitted"`
	Reason    string         `json:"reason"`
	// Judgements are the rules that were asked, in order: those of the model, of
	// fields, and of the row after an update.
	Judgements []Judgement `json:"judgements"`
}

// Judgement is what one set of rules came to on one row.
type Judgement struct {
	Operation string `json:"operation"`
	Model     string `json:"model"` // whose rules: of a delegate base's row, the model that it is of
	Field     string `json:"field,omitempty"`
	Permitted bool   `json:"permitted"`
	Reason    string `json:"reason"`
	// Overrides says that an overriding rule of the field stands for the model's.
	Overrides bool          `json:"overrides,omitempty"`
	Rules     []RuleVerdict `json:"rules"`
}

// RuleVerdict is what a rule came to. An allow permits when it is TRUE, and a
// deny forbids when it is; UNKNOWN does neither.
type RuleVerdict struct {
	Rule  string     `json:"rule"` // as ZModel has it
	Pos   schema.Pos `json:"pos"`
	Allow bool       `json:"allow"`
	// Decides says that the judgement rests on this rule: a deny that forbids, or
	// an allow that permits.
	Decides bool `json:"decides"`
	Clause
}

// Clause is a condition, or a part of one.
type Clause struct {
	Text  string `json:"text"`
	Truth Truth  `json:"truth"`
	// Note says why the clause is what it is where its operands do not.
	Note    string        `json:"note,omitempty"`
	Values  []ClauseValue `json:"values,omitempty"`
	Clauses []Clause      `json:"clauses,omitempty"`
	Rules   []RuleVerdict `json:"rules,omitempty"` // of the row that a check() leads to
}

// ClauseValue is a value that a clause looks at.
type ClauseValue struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

// Truth is a value of three-valued logic.
type Truth string

// The truths.
const (
	True    Truth = "TRUE"
	False   Truth = "FALSE"
	Unknown Truth = "UNKNOWN"
)

func truthOf(v any) Truth {
	switch v {
	case true:
		return True
	case false:
		return False
	default:
		return Unknown
	}
}

// judgement reads the answers of an inquiry.
func judgement(q policy.Question, inq *policy.Inquiry, answers map[string]any) Judgement {
	j := Judgement{Operation: q.Op.String(), Model: q.Model.Name, Permitted: answers[inq.Permitted] == true}
	if q.Field != nil {
		j.Field = q.Field.Name
	}
	j.Overrides = inq.Overrides != "" && answers[inq.Overrides] == true
	j.Rules = verdicts(inq.Rules, q.Field != nil, answers)
	decide(&j)
	return j
}

func verdicts(asked []policy.Asked, field bool, answers map[string]any) []RuleVerdict {
	list := []RuleVerdict{}
	for _, a := range asked {
		list = append(list, RuleVerdict{
			Rule: a.Rule.Text(field), Pos: a.Rule.Pos, Allow: a.Rule.Allow, Clause: clause(a.Part, answers),
		})
	}
	return list
}

func clause(p policy.Part, answers map[string]any) Clause {
	c := Clause{Text: schema.Text(p.Expr), Truth: truthOf(answers[p.Truth])}
	for _, o := range p.Operands {
		v := o.Value
		if o.Output != "" {
			v = answers[o.Output]
		}
		c.Values = append(c.Values, ClauseValue{Name: o.Name, Value: v})
	}
	if len(p.Missing) > 0 {
		c.Note = strings.Join(p.Missing, ", ") + " missing: counts as " + string(c.Truth) + ", which grants least"
	}
	for _, x := range p.Parts {
		c.Clauses = append(c.Clauses, clause(x, answers))
	}
	if len(p.Rules) > 0 {
		c.Rules = verdicts(p.Rules, false, answers)
	}
	return c
}

// decide marks the rules that the judgement rests on, and says why.
func decide(j *Judgement) {
	allows, granting, denying := 0, 0, 0
	for i := range j.Rules {
		r := &j.Rules[i]
		r.Decides = r.Truth == True && r.Allow == j.Permitted
		switch {
		case !r.Allow && r.Truth == True:
			denying++
		case r.Allow:
			allows++
			if r.Truth == True {
				granting++
			}
		}
	}
	at := "@@"
	if j.Field != "" {
		at = "@"
	}
	switch {
	case denying > 0:
		j.Reason = number(denying, at+"deny") + " TRUE"
	case allows == 0 && j.Permitted:
		j.Reason = "no rule forbids it"
	case allows == 0:
		j.Reason = "no " + at + "allow covers it"
	case granting == 0:
		j.Reason = "no " + at + "allow is TRUE"
	default:
		j.Reason = number(granting, at+"allow") + " TRUE and no " + at + "deny is"
	}
}

func number(n int, what string) string {
	if n == 1 {
		return "one " + what + " is"
	}
	return strconv.Itoa(n) + " " + what + " are"
}
