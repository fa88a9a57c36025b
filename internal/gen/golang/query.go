package golang

import (
	"fmt"
	"strings"
)

// queries writes the file of a model in the client's package: descriptors,
// keys, and the query type.
func (g *generator) queries(x *model) {
	var b strings.Builder
	g.descriptors(&b, x)
	x.writeKeys(&b)
	fmt.Fprint(&b, fill(aliases, x))
	fmt.Fprint(&b, fill(reading, x))
	if x.creatable {
		fmt.Fprint(&b, fill(creating, x))
	}
	if !x.View {
		fmt.Fprint(&b, fill(changing, x))
	}
	fmt.Fprint(&b, fill(streaming, x))
	g.file(fileName(x.Go), g.options.Package, "", []string{
		"context", "iter", "time", "github.com/gozen-dev/gozen", g.options.Import + "/model",
	}, b.String())
}

// fileName is the name of a model's file. Go gives some endings a meaning.
func fileName(name string) string {
	file := strings.ToLower(strings.Join(words(name), ""))
	if strings.HasSuffix(file, "test") || file == "zdb" || file == "enums" || file == "types" || file == "auth" {
		file += "model"
	}
	return file + ".go"
}

func fill(template string, x *model) string {
	return strings.NewReplacer("Todo", x.Go, `"todo"`, fmt.Sprintf("%q", x.Name)).Replace(template)
}

func (g *generator) descriptors(b *strings.Builder, x *model) {
	var vars, types strings.Builder
	for _, list := range [][]*field{x.fields, x.relations} {
		for _, f := range list {
			typ, literal := x.descriptor(f)
			fmt.Fprintf(&vars, "%s: %s,\n", f.Go, literal)
			fmt.Fprintf(&types, "%s%s *%s\n", comment(f.Doc, ""), f.Go, typ)
		}
	}
	fmt.Fprintf(b, "// %s describes the fields and relations of model %s, for queries.\n", x.Go, x.Name)
	fmt.Fprintf(b, "var %s = %sFields{\n%s}\n\n", x.Go, x.Go, vars.String())
	fmt.Fprintf(b, "// %sFields is the type of [%s].\ntype %sFields struct {\n%s}\n\n", x.Go, x.Go, x.Go, types.String())
	fmt.Fprintf(b, "// GozenModel names the model for package gozen.\nfunc (%sFields) GozenModel(*model.%s) string { return %q }\n\n", x.Go, x.Go, x.Name)
}

func (x *model) writeKeys(b *strings.Builder) {
	for _, k := range x.keys {
		params, args, quoted := make([]string, len(k.fields)), make([]string, len(k.fields)), make([]string, len(k.fields))
		for i, f := range k.fields {
			args[i], quoted[i] = parameter(f.Name), fmt.Sprintf("%q", f.Name)
			params[i] = args[i] + " " + outside(f)
			if f.base != outside(f) {
				args[i] = "string(" + args[i] + ")"
			}
		}
		fmt.Fprintf(b, "// By%s names one %s.\nfunc (*%sFields) By%s(%s) %sKey {\n", k.suffix, x.Name, x.Go, k.suffix, strings.Join(params, ", "), x.Go)
		fmt.Fprintf(b, "return gozen.NewKey[*model.%s](%q, []string{%s}, %s)\n}\n\n", x.Go, k.name, strings.Join(quoted, ", "), strings.Join(args, ", "))
	}
}

const aliases = `// The parts of a query on Todo.
type (
	TodoPred    = gozen.Pred[*model.Todo]
	TodoOrder   = gozen.Order[*model.Todo]
	TodoChange  = gozen.Change[*model.Todo]
	TodoKey     = gozen.Key[*model.Todo]
	TodoColumn  = gozen.Column[*model.Todo]
	TodoInclude = gozen.Include[*model.Todo]
)

// TodoQuery reads and writes Todo rows. It never changes: each method returns a new
// query. A nil *TodoQuery is bound to no client: it serves as an argument of With.
type TodoQuery gozen.Query

// GozenQuery gives package gozen what the query holds.
func (q *TodoQuery) GozenQuery(*model.Todo) (*gozen.Query, string) { return (*gozen.Query)(q), "todo" }

// Where keeps the rows of which every p holds.
func (q *TodoQuery) Where(p ...TodoPred) *TodoQuery { return (*TodoQuery)((*gozen.Query)(q).Where(gozen.Parts(p))) }

// Include reads relations with the rows, or the numbers of related rows.
func (q *TodoQuery) Include(in ...TodoInclude) *TodoQuery { return (*TodoQuery)((*gozen.Query)(q).Include(gozen.Includes(in))) }

// Omit leaves fields out: they stay zero in the rows.
func (q *TodoQuery) Omit(c ...TodoColumn) *TodoQuery { return (*TodoQuery)((*gozen.Query)(q).Omit(gozen.Columns(c))) }

// OrderBy sorts the rows, by the first order first.
func (q *TodoQuery) OrderBy(o ...TodoOrder) *TodoQuery { return (*TodoQuery)((*gozen.Query)(q).OrderBy(gozen.Parts(o))) }

// Distinct takes one row for each value of the fields.
func (q *TodoQuery) Distinct(c ...TodoColumn) *TodoQuery { return (*TodoQuery)((*gozen.Query)(q).Distinct(gozen.Columns(c))) }

// Skip leaves out the first n rows.
func (q *TodoQuery) Skip(n int) *TodoQuery { return (*TodoQuery)((*gozen.Query)(q).Skip(n)) }

// Take ends after n rows; a negative n takes the last ones.
func (q *TodoQuery) Take(n int) *TodoQuery { return (*TodoQuery)((*gozen.Query)(q).Take(n)) }

// Cursor begins at the row named by k.
func (q *TodoQuery) Cursor(k TodoKey) *TodoQuery { return (*TodoQuery)((*gozen.Query)(q).Cursor(gozen.AnyKey(k))) }

`

const reading = `// FindMany returns the rows.
func (q *TodoQuery) FindMany(ctx context.Context) ([]model.Todo, error) {
	var rows model.TodoMany
	err := (*gozen.Query)(q).FindMany(ctx, "todo", &rows)
	return rows, err
}

// FindFirst returns the first row, or an error that is gozen.ErrNotFound.
func (q *TodoQuery) FindFirst(ctx context.Context) (model.Todo, error) {
	rows := new(model.TodoMany)
	return rows.GozenFirst((*gozen.Query)(q).FindFirst(ctx, "todo", rows))
}

// FindUnique returns the row named by k, or an error that is gozen.ErrNotFound.
func (q *TodoQuery) FindUnique(ctx context.Context, k TodoKey) (model.Todo, error) {
	rows := new(model.TodoMany)
	return rows.GozenFirst((*gozen.Query)(q).FindUnique(ctx, "todo", gozen.AnyKey(k), rows))
}

// Count returns the number of rows.
func (q *TodoQuery) Count(ctx context.Context) (int, error) { return (*gozen.Query)(q).Count(ctx, "todo") }

// Exists reports whether there is a row.
func (q *TodoQuery) Exists(ctx context.Context) (bool, error) { return (*gozen.Query)(q).Exists(ctx, "todo") }

`

const creating = `// Create makes a row and reads it back.
func (q *TodoQuery) Create(ctx context.Context, in model.TodoCreate) (model.Todo, error) {
	rows := new(model.TodoMany)
	return rows.GozenFirst((*gozen.Query)(q).Create(ctx, "todo", in, rows))
}

// CreateMany makes rows and returns how many. They have no nested writes.
func (q *TodoQuery) CreateMany(ctx context.Context, in ...model.TodoCreate) (int, error) {
	return (*gozen.Query)(q).CreateMany(ctx, "todo", in)
}

// CreateManyAndReturn makes rows and reads them back.
func (q *TodoQuery) CreateManyAndReturn(ctx context.Context, in ...model.TodoCreate) ([]model.Todo, error) {
	var rows model.TodoMany
	err := (*gozen.Query)(q).CreateManyAndReturn(ctx, "todo", in, &rows)
	return rows, err
}

// SkipDuplicates lets CreateMany leave out rows whose key there is already.
func (q *TodoQuery) SkipDuplicates() *TodoQuery { return (*TodoQuery)((*gozen.Query)(q).SkipDuplicates()) }

// Upsert changes the row named by k, or makes it when there is none, and reads it back.
func (q *TodoQuery) Upsert(ctx context.Context, k TodoKey, in model.TodoCreate, ch ...TodoChange) (model.Todo, error) {
	rows := new(model.TodoMany)
	return rows.GozenFirst((*gozen.Query)(q).Upsert(ctx, "todo", gozen.AnyKey(k), in, gozen.Parts(ch), rows))
}

`

const changing = `// Update changes the row named by k, of which the query's Where must hold too,
// and reads it back. If there is none the error is gozen.ErrNotFound.
func (q *TodoQuery) Update(ctx context.Context, k TodoKey, ch ...TodoChange) (model.Todo, error) {
	rows := new(model.TodoMany)
	return rows.GozenFirst((*gozen.Query)(q).Update(ctx, "todo", gozen.AnyKey(k), gozen.Parts(ch), rows))
}

// UpdateMany changes the rows and returns how many. It needs a condition.
func (q *TodoQuery) UpdateMany(ctx context.Context, ch ...TodoChange) (int, error) {
	return (*gozen.Query)(q).UpdateMany(ctx, "todo", gozen.Parts(ch))
}

// UpdateManyAndReturn changes the rows and reads them back. It needs a condition.
func (q *TodoQuery) UpdateManyAndReturn(ctx context.Context, ch ...TodoChange) ([]model.Todo, error) {
	var rows model.TodoMany
	err := (*gozen.Query)(q).UpdateManyAndReturn(ctx, "todo", gozen.Parts(ch), &rows)
	return rows, err
}

// Delete deletes the row named by k and returns it as it was. If there is none
// the error is gozen.ErrNotFound.
func (q *TodoQuery) Delete(ctx context.Context, k TodoKey) (model.Todo, error) {
	rows := new(model.TodoMany)
	return rows.GozenFirst((*gozen.Query)(q).Delete(ctx, "todo", gozen.AnyKey(k), rows))
}

// DeleteMany deletes the rows and returns how many. It needs a condition.
func (q *TodoQuery) DeleteMany(ctx context.Context) (int, error) { return (*gozen.Query)(q).DeleteMany(ctx, "todo") }

`

const streaming = `// Stream returns the rows one by one, while they are read.
func (q *TodoQuery) Stream(ctx context.Context) iter.Seq2[model.Todo, error] {
	return func(yield func(model.Todo, error) bool) {
		rows := new(model.TodoMany)
		(*gozen.Query)(q).Stream(ctx, "todo", rows)(func(err error) bool { return rows.GozenYield(err, yield) })
	}
}
`
