package query

import (
	"slices"
	"strconv"

	"github.com/gozen-dev/gozen/schema"
)

// Search is true when a text is found by a search. NULL is never found.
type Search struct {
	Field *schema.Field
	Args  Slot // as [FieldCall] has it, where the field has parameters
	Text  TextQuery
	// Threshold is what the likeness must exceed, a float64 from 0 to 1; NoSlot
	// leaves it to the database.
	Threshold Slot
}

// TextQuery is what is searched for, and how.
type TextQuery struct {
	Kind     SearchKind
	Search   Slot   // text
	Unaccent bool   // of the fuzzy kinds: accents do not count
	Config   string // of FullText: one of [TextConfigs], or empty for the database's
}

// SearchKind is a way to search in text.
type SearchKind uint8

// The ways: by the likeness of whole texts, of the most similar words, of the
// same at the limits of words; and by the words themselves.
const (
	Fuzzy SearchKind = iota + 1
	FuzzyWord
	FuzzyStrictWord
	FullText
)

// Rank is how well the texts of some fields are found.
type Rank struct {
	Fields []*schema.Field
	Text   TextQuery
}

// TextConfigs lists PostgreSQL's own configurations of text search.
func TextConfigs() []string {
	return []string{
		"simple", "arabic", "armenian", "basque", "catalan", "danish", "dutch", "english", "finnish", "french",
		"german", "greek", "hindi", "hungarian", "indonesian", "irish", "italian", "lithuanian", "nepali", "norwegian",
		"portuguese", "romanian", "russian", "serbian", "spanish", "swedish", "tamil", "turkish", "yiddish",
	}
}

// search decodes the operators fuzzy, fts and search.
func (d *decoder) search(f operand, name string, n Node, p *path) Cond {
	if name == "search" {
		n, p = &Object{Members: []Member{{Name: "search", Value: n}}}, p.up
	}
	o, ok := d.object(n, p)
	if !ok {
		return nil
	}
	c := &Search{Field: f.Field, Args: f.args, Threshold: NoSlot}
	if name == "fuzzy" {
		c.Text, ok = d.fuzzy(o, p)
		c.Threshold = d.threshold(o, p)
		d.only(o, p, "search", "mode", "threshold", "unaccent")
	} else {
		c.Text, ok = d.fullText(o, p)
		d.only(o, p, "search", "config")
	}
	if !ok {
		return nil
	}
	return c
}

func (d *decoder) fuzzy(o *Object, p *path) (q TextQuery, ok bool) {
	q.Search, ok = d.needle(o, p)
	q.Unaccent = d.bool(o.Get("unaccent"), p.key("unaccent"))
	switch o.Get("mode") {
	case nil, String("simple"):
		q.Kind = Fuzzy
	case String("word"):
		q.Kind = FuzzyWord
	case String("strictWord"):
		q.Kind = FuzzyStrictWord
	default:
		d.issue(p.key("mode"), "Invalid option: expected one of \"simple\"|\"word\"|\"strictWord\"")
		ok = false
	}
	return q, ok
}

func (d *decoder) fullText(o *Object, p *path) (q TextQuery, ok bool) {
	q.Kind = FullText
	q.Search, ok = d.needle(o, p)
	if n := o.Get("config"); n != nil {
		name, _ := n.(String)
		if !slices.Contains(TextConfigs(), string(name)) {
			d.issue(p.key("config"), "Invalid option: expected a text search configuration, such as \"simple\" or \"english\"")
			return q, false
		}
		q.Config = string(name)
	}
	return q, ok
}

func (d *decoder) needle(o *Object, p *path) (Slot, bool) {
	v, ok := d.text(o.Get("search"), p.key("search"))
	if !ok {
		return NoSlot, false
	}
	return d.slot(v), true
}

func (d *decoder) threshold(o *Object, p *path) Slot {
	n := o.Get("threshold")
	if n == nil {
		return NoSlot
	}
	v, ok := d.float(n, p.key("threshold"))
	if !ok {
		return NoSlot
	}
	if f := v.(float64); f < 0 || f > 1 {
		d.issue(p.key("threshold"), "Invalid input: expected a number from 0 to 1, received "+strconv.FormatFloat(f, 'g', -1, 64))
		return NoSlot
	}
	return d.slot(v)
}

// relevance reports whether an orderBy's key is a search.
func relevance(key string) bool {
	return key == "_fuzzyRelevance" || key == "_ftsRelevance" || key == "_relevance"
}

// orderByRelevance adds a sort key that is how well rows are found. Prisma's
// _relevance is full-text search.
func (d *decoder) orderByRelevance(list []Order, m *schema.Model, via []*schema.Field, x *Member, p *path) []Order {
	p = p.key(x.Name)
	if d.s.Provider != "postgresql" {
		d.issue(p, "Invalid input: \""+x.Name+"\" is only available on postgresql")
		return list
	}
	o, ok := d.object(x.Value, p)
	if !ok {
		return list
	}
	key := Order{Path: via, Rank: &Rank{}}
	if x.Name == "_fuzzyRelevance" {
		key.Rank.Text, ok = d.fuzzy(o, p)
		key.Rank.Fields = d.searched(m, "@fuzzy", func(f *schema.Field) bool { return f.Fuzzy }, o.Get("fields"), p.key("fields"))
		d.only(o, p, "fields", "search", "sort", "mode", "unaccent")
	} else {
		key.Rank.Text, ok = d.fullText(o, p)
		key.Rank.Fields = d.searched(m, "@fullText", func(f *schema.Field) bool { return f.FullText }, o.Get("fields"), p.key("fields"))
		d.only(o, p, "fields", "search", "sort", "config")
	}
	desc, directed := d.direction(o.Get("sort"), p.key("sort"))
	if !ok || !directed {
		return list
	}
	key.Desc = desc
	return append(list, key)
}

// searched decodes the fields of a relevance, one or an array of them.
func (d *decoder) searched(m *schema.Model, attribute string, may func(*schema.Field) bool, n Node, p *path) []*schema.Field {
	items, ok := n.(Array)
	if !ok {
		items = Array{n}
	}
	if !d.batch(len(items), p) {
		return nil
	}
	var fields []*schema.Field
	for _, x := range items {
		name, _ := x.(String)
		f := m.Field(string(name))
		if !d.visible(f) || f.Encrypted || !may(f) {
			d.issue(p, "Invalid option: expected the name of a field with "+attribute)
			return nil
		}
		fields = append(fields, f)
	}
	if len(fields) == 0 {
		d.issue(p, "Too small: expected array to have >=1 items")
	}
	return fields
}
