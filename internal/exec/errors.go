package exec

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// fail turns what went wrong into the error that callers see. The database's
// own words stay in Cause: they may hold SQL and values. The model is nil for
// what is of none, such as a commit.
func (e *Engine) fail(m *schema.Model, err error) error {
	if err == nil {
		return nil
	}
	if known, ok := errors.AsType[*query.Error](err); ok {
		return known
	}
	var db *dialect.Error
	if !errors.As(err, &db) {
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		return &query.Error{Reason: query.InternalError, Model: name(m), Message: "internal error", Cause: err}
	}
	if db.Kind == dialect.Unsupported {
		return &query.Error{Reason: query.NotSupported, Message: "the database has no transactions of this isolation level", Cause: err}
	}
	q := &query.Error{Reason: query.DBQueryError, Model: name(m), DBCode: db.Code, Cause: err}
	if t := e.byTable(db.Table); t != nil {
		m = t
		q.Fields = fieldNames(t, db.Columns)
	}
	q.Code, q.Message = describe(db.Kind, m, q.Fields)
	return q
}

// unlinked says of an update that takes a row out of a relation that the row
// cannot be without.
func unlinked(p *plan.Update, err error) error {
	var db *dialect.Error
	if p.Unlinks == nil || !errors.As(err, &db) || db.Kind != dialect.NotNullViolation {
		return err
	}
	return &query.Error{
		Reason: query.DBQueryError, Code: "P2014", Model: p.Target.Model.Name, DBCode: db.Code, Cause: err,
		Message: "Failed to execute query: a row of " + p.Target.Model.Name + " cannot be taken out of the relation " +
			strconv.Quote(p.Unlinks.Name) + ", which it must be in",
	}
}

func name(m *schema.Model) string {
	if m == nil {
		return ""
	}
	return m.Name
}

func describe(k dialect.ErrorKind, m *schema.Model, fields []string) (code, message string) {
	on := name(m)
	if len(fields) > 0 {
		on += " (" + strings.Join(fields, ", ") + ")"
	}
	switch k {
	case dialect.UniqueViolation:
		return "P2002", "Failed to execute query: a row with the same value exists: unique constraint of " + on
	case dialect.ForeignKeyViolation:
		return "P2003", "Failed to execute query: a related row is missing or still refers to this one: foreign key of " + on
	case dialect.NotNullViolation:
		return "P2011", "Failed to execute query: a required field has no value: " + on
	case dialect.CheckViolation:
		return "P2004", "Failed to execute query: a constraint of the database failed: " + on
	case dialect.TooLong:
		return "P2000", "Failed to execute query: a value is longer than its column takes: " + on
	case dialect.OutOfRange:
		return "P2020", "Failed to execute query: a value is out of the range of its column: " + on
	case dialect.Malformed:
		return "P2023", "Failed to execute query: a value has not the form that its column takes: " + on
	case dialect.NoTable:
		return "P2021", "Failed to execute query: a table is not in the database; bring it up to date with gozen migrate or gozen db push"
	case dialect.NoColumn:
		return "P2022", "Failed to execute query: a column is not in the database; bring it up to date with gozen migrate or gozen db push"
	case dialect.Busy:
		return "P2034", "Failed to execute query: it collided with another write; run it again"
	case dialect.Timeout:
		return "P2024", "Failed to execute query: it took too long"
	default:
		return "", "Failed to execute query"
	}
}

func (e *Engine) byTable(table string) *schema.Model {
	for _, m := range e.schema.Models {
		if table != "" && m.Table == table {
			return m
		}
	}
	return nil
}

func fieldNames(m *schema.Model, columns []string) []string {
	var names []string
	for _, c := range columns {
		for _, f := range m.Fields {
			if f.Stored() && f.Column == c {
				names = append(names, f.Name)
			}
		}
	}
	return names
}
