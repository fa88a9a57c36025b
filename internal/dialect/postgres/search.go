package postgres

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
)

// TextSearch writes a match of words, or the operators and functions of
// pg_trgm: without a threshold the operators, which know the server's own and
// which an index serves.
func (d Dialect) TextSearch(w *sqlgen.Writer, q plan.TextQuery, x, needle, threshold sqlgen.Fragment) {
	switch {
	case q.Kind == query.FullText:
		vector(w, q.Config, x)
		w.Key(" @@ ")
		tsquery(w, q.Config, needle)
	case threshold != nil:
		likeness(w, q, x, needle)
		w.Key(" > ")
		threshold(w)
		w.Key("::real")
	case q.Kind == query.Fuzzy:
		bare(w, q, x)
		w.Key(" % ")
		bare(w, q, needle)
	default:
		bare(w, q, needle)
		if q.Kind == query.FuzzyWord {
			w.Key(" <% ")
		} else {
			w.Key(" <<% ")
		}
		bare(w, q, x)
	}
}

// TextRank writes the greatest likeness, or the rank of all texts as one.
func (d Dialect) TextRank(w *sqlgen.Writer, q plan.TextQuery, xs []sqlgen.Fragment, needle sqlgen.Fragment) {
	if q.Kind == query.FullText {
		w.Key("ts_rank(")
		vector(w, q.Config, func(w *sqlgen.Writer) {
			w.Key("concat_ws(' '")
			for _, x := range xs {
				w.Key(", ")
				x(w)
			}
			w.Key(")")
		})
		w.Key(", ")
		tsquery(w, q.Config, needle)
		w.Key(")")
		return
	}
	w.Key("GREATEST(0::real")
	for _, x := range xs {
		w.Key(", ")
		likeness(w, q, x, needle)
	}
	w.Key(")")
}

// likeness writes how similar two texts are, from 0 to 1.
func likeness(w *sqlgen.Writer, q plan.TextQuery, x, needle sqlgen.Fragment) {
	switch q.Kind {
	case query.FuzzyWord:
		w.Key("word_similarity(")
	case query.FuzzyStrictWord:
		w.Key("strict_word_similarity(")
	default:
		w.Key("similarity(")
	}
	bare(w, q, needle)
	w.Key(", ")
	bare(w, q, x)
	w.Key(")")
}

// bare writes a text, without its accents where these do not count.
func bare(w *sqlgen.Writer, q plan.TextQuery, x sqlgen.Fragment) {
	if !q.Unaccent {
		x(w)
		return
	}
	w.Key("unaccent(")
	x(w)
	w.Key(")")
}

func vector(w *sqlgen.Writer, config string, x sqlgen.Fragment) {
	w.Key("to_tsvector(")
	textConfig(w, config)
	x(w)
	w.Key(")")
}

func tsquery(w *sqlgen.Writer, config string, needle sqlgen.Fragment) {
	w.Key("to_tsquery(")
	textConfig(w, config)
	needle(w)
	w.Key(")")
}

// textConfig writes the first argument of a function of text search: a constant,
// since an index on to_tsvector('english', …) serves no parameter.
func textConfig(w *sqlgen.Writer, name string) {
	switch name {
	case "":
	case "simple":
		w.Key("'simple', ")
	case "arabic":
		w.Key("'arabic', ")
	case "armenian":
		w.Key("'armenian', ")
	case "basque":
		w.Key("'basque', ")
	case "catalan":
		w.Key("'catalan', ")
	case "danish":
		w.Key("'danish', ")
	case "dutch":
		w.Key("'dutch', ")
	case "english":
		w.Key("'english', ")
	case "finnish":
		w.Key("'finnish', ")
	case "french":
		w.Key("'french', ")
	case "german":
		w.Key("'german', ")
	case "greek":
		w.Key("'greek', ")
	case "hindi":
		w.Key("'hindi', ")
	case "hungarian":
		w.Key("'hungarian', ")
	case "indonesian":
		w.Key("'indonesian', ")
	case "irish":
		w.Key("'irish', ")
	case "italian":
		w.Key("'italian', ")
	case "lithuanian":
		w.Key("'lithuanian', ")
	case "nepali":
		w.Key("'nepali', ")
	case "norwegian":
		w.Key("'norwegian', ")
	case "portuguese":
		w.Key("'portuguese', ")
	case "romanian":
		w.Key("'romanian', ")
	case "russian":
		w.Key("'russian', ")
	case "serbian":
		w.Key("'serbian', ")
	case "spanish":
		w.Key("'spanish', ")
	case "swedish":
		w.Key("'swedish', ")
	case "tamil":
		w.Key("'tamil', ")
	case "turkish":
		w.Key("'turkish', ")
	case "yiddish":
		w.Key("'yiddish', ")
	default:
		panic("postgres: no text search configuration " + name)
	}
}
