package rt

import (
	"context"
	"slices"
	"time"

	"github.com/gozen-dev/gozen/internal/exec"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/policy"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// WhyQuestion asks [DB.Why] about an operation.
type WhyQuestion struct {
	User      map[string]any // as for [DB.As]
	Operation schema.Ops     // create, read, update, post-update or delete
	Model     *schema.Model
	Where     query.Node    // the row, as in the where of a findUnique; not of a create
	Field     *schema.Field // of a read or an update: asks its rules too
	// Data is what a create, an update or a post-update would write, as in a
	// request. An update without it asks the rules for the row as it is alone.
	Data query.Node
}

// whyTimeout is how long a question may take.
const whyTimeout = 10 * time.Second

// Why explains what the rules say of an operation on a row: which rule decides,
// and what each of its parts is there. It asks the database, in a transaction
// that it rolls back, for the very conditions that a request by this user would
// be judged by; what Data would write is written there first. Nothing stays.
//
// It sees all rows and is for developers: put it behind no request.
func (db *DB) Why(ctx context.Context, q WhyQuestion) (*Explanation, error) {
	tx, err := db.engine.Begin(ctx, exec.TxOptions{MaxWait: whyTimeout, Timeout: whyTimeout})
	if err != nil {
		return nil, db.logged(ctx, err)
	}
	defer func() { _ = tx.Rollback() }() // it may be over already
	w := &why{db: db, tx: tx, ctx: ctx, q: q, out: &Explanation{
		Operation: q.Operation.String(), Model: q.Model.Name, User: q.User, Permitted: true, Judgements: []Judgement{},
	}}
	if err := w.ask(); err != nil {
		return nil, db.logged(ctx, err)
	}
	return w.out, nil
}

// why answers one question.
type why struct {
	db  *DB
	tx  *exec.Tx
	ctx context.Context //nolint:containedctx // it lives as long as one call
	q   WhyQuestion
	id  map[string]any // of the row
	out *Explanation
}

func (w *why) ask() error {
	if w.q.Operation == schema.OpCreate {
		return w.create()
	}
	if err := w.find(); err != nil {
		return err
	}
	if w.id == nil {
		w.out.Permitted, w.out.Reason = false, "there is no such row"
		return nil
	}
	w.out.ID = w.id
	m, err := w.concrete(w.q.Model)
	if err != nil {
		return err
	}
	switch w.q.Operation {
	case schema.OpUpdate:
		return w.update(m)
	case schema.OpPostUpdate:
		return w.after(m)
	case schema.OpRead:
		m = w.q.Model // the rules of a base decide what is read of it
	case schema.OpDelete:
	default:
		return w.invalid("the operation is one of create, read, update, post-update and delete")
	}
	if err := w.judge(policy.Question{Model: m, Op: w.q.Operation}, nil); err != nil || w.q.Field == nil {
		return err
	}
	if err := w.judge(policy.Question{Model: m, Field: m.Field(w.q.Field.Name), Op: w.q.Operation}, nil); err != nil {
		return err
	}
	w.override(1)
	return nil
}

// judge asks the rules about the row and notes what they say.
func (w *why) judge(q policy.Question, before []any) error {
	q.User = w.q.User
	inq, answers, err := w.tx.Inquire(w.ctx, q, idOf(q.Model, w.id), before)
	if err != nil {
		return err
	}
	j := judgement(q, inq, answers)
	if w.out.Permitted && (!j.Permitted || w.out.Reason == "") {
		w.out.Permitted, w.out.Reason = j.Permitted, j.Reason
	}
	w.out.Judgements = append(w.out.Judgements, j)
	return nil
}

// override sets the model's rules aside where overriding rules of all n fields
// that are used stand for them.
func (w *why) override(n int) {
	permitted, overriding := true, 0
	for _, j := range w.out.Judgements[1:] {
		permitted = permitted && j.Permitted
		if j.Overrides {
			overriding++
		}
	}
	if model := w.out.Judgements[0]; !model.Permitted && n > 0 && overriding == n && permitted {
		w.out.Permitted, w.out.Reason = true, "what the fields' own rules allow overrides the model's"
	}
}

func idOf(m *schema.Model, id map[string]any) []any {
	values := make([]any, len(m.ID))
	for i, name := range m.ID {
		values[i] = id[name]
	}
	return values
}

// create asks about a row that it makes.
func (w *why) create() error {
	if w.q.Data == nil {
		return w.invalid("a create is asked about with its data")
	}
	op, err := w.op(query.Create, query.Member{Name: "data", Value: w.q.Data})
	if err != nil {
		return err
	}
	if w.id, err = w.run(op); err != nil {
		return err
	}
	return w.judge(policy.Question{Model: w.q.Model, Op: schema.OpCreate}, nil)
}

// update asks the rules for the row as it is, those of the fields that are
// written, and those for the row as it would be.
func (w *why) update(m *schema.Model) error {
	fields, own, err := w.written(m)
	if err != nil {
		return err
	}
	if !own {
		w.out.Reason = "the request writes none of the row's own columns"
		return nil
	}
	if err := w.judge(policy.Question{Model: m, Op: schema.OpUpdate}, nil); err != nil {
		return err
	}
	for _, f := range fields {
		if len(f.Rules) > 0 || f == w.q.Field {
			if err := w.judge(policy.Question{Model: m, Field: f, Op: schema.OpUpdate}, nil); err != nil {
				return err
			}
		}
	}
	w.override(len(fields))
	if slices.ContainsFunc(fields, func(f *schema.Field) bool { return f.DeletedAt }) {
		// To write the mark is to delete the row, or to bring it back.
		if err := w.judge(policy.Question{Model: m, Op: schema.OpDelete}, nil); err != nil {
			return err
		}
	}
	if w.q.Data == nil {
		return nil
	}
	for _, r := range m.Rules {
		if r.Ops&schema.OpPostUpdate != 0 {
			return w.after(m)
		}
	}
	return nil
}

// after asks about the row as the request would leave it.
func (w *why) after(m *schema.Model) error {
	if w.q.Data == nil {
		return w.invalid("a post-update is asked about with the data that the update writes")
	}
	stored, err := w.row(m, policy.Stored(m))
	if err != nil {
		return err
	}
	before := make([]any, 0, len(stored))
	for _, f := range policy.Stored(m) {
		before = append(before, stored[f.Name])
	}
	op, err := w.updateOp()
	if err != nil {
		return err
	}
	if w.id, err = w.run(op); err != nil {
		return err
	}
	// Nothing is asked of a row that the update deletes.
	if there, err := w.row(m, m.IDFields()); err != nil || there == nil {
		return err
	}
	return w.judge(policy.Question{Model: m, Op: schema.OpPostUpdate}, before)
}

// written lists the fields that the request writes, and whether it writes any
// column of the row.
func (w *why) written(m *schema.Model) (fields []*schema.Field, own bool, err error) {
	if w.q.Data == nil {
		if w.q.Field != nil {
			fields = []*schema.Field{m.Field(w.q.Field.Name)}
		}
		return fields, true, nil
	}
	op, err := w.updateOp()
	if err != nil {
		return nil, false, err
	}
	p, err := plan.Build(w.db.Schema(), op)
	if err != nil {
		return nil, false, err
	}
	for _, s := range p.Steps {
		u, ok := s.(*plan.Update)
		if !ok || u.Target.Model != w.q.Model || own && u.Out != p.Returned {
			continue
		}
		own, fields = true, nil
		for _, a := range u.Sets {
			if a.ByCaller {
				fields = append(fields, m.Field(a.Field.Name))
			}
		}
	}
	return fields, own, nil
}

// updateOp is the request that writes the data.
func (w *why) updateOp() (*query.Op, error) {
	return w.op(query.Update, query.Member{Name: "where", Value: w.q.Where}, query.Member{Name: "data", Value: w.q.Data})
}

// op is a request for one row that returns its id.
func (w *why) op(kind query.Kind, args ...query.Member) (*query.Op, error) {
	op, err := query.Decode(w.db.Schema(), w.q.Model, kind, &query.Object{Members: args}, query.Limits{})
	if err != nil {
		return nil, err
	}
	op.Select = &query.Selection{Fields: w.q.Model.IDFields()}
	return op, nil
}

// find looks for the row's id.
func (w *why) find() error {
	op, err := w.op(query.FindUnique, query.Member{Name: "where", Value: w.q.Where})
	if err != nil {
		return err
	}
	w.id, err = w.run(op)
	return err
}

// run does what a request would, without rules but as the user, whom defaults
// may ask for.
func (w *why) run(op *query.Op) (map[string]any, error) {
	var sink exec.Values
	if err := w.tx.Run(w.ctx, op, exec.Who{User: w.q.User, Bypass: true}, &sink); err != nil {
		return nil, err
	}
	row, _ := sink.Result.(map[string]any)
	return row, nil
}

// row reads fields of the row as a row of m; nil when there is none.
func (w *why) row(m *schema.Model, fields []*schema.Field) (map[string]any, error) {
	op := &query.Op{
		Kind: query.FindFirst, Model: m, Page: query.NoPage(), Limit: query.NoSlot,
		Select: &query.Selection{Fields: fields}, Values: idOf(m, w.id),
	}
	var where query.And
	for i, f := range m.IDFields() {
		where = append(where, &query.Compare{Field: f, Op: query.Equals, Value: query.Slot(i)})
	}
	op.Where = where
	return w.run(op)
}

// concrete is the model that the row is of, m or one that extends it; nil when
// there is no such row.
func (w *why) concrete(m *schema.Model) (*schema.Model, error) {
	row, err := w.row(m, m.IDFields())
	if err != nil || row == nil {
		return nil, err
	}
	for _, sub := range plan.SubsOf(w.db.Schema(), m) {
		if of, err := w.concrete(sub); err != nil || of != nil {
			return of, err
		}
	}
	return m, nil
}

func (w *why) invalid(message string) error {
	return &query.Error{Reason: query.InvalidInput, Model: w.q.Model.Name, Message: message}
}
