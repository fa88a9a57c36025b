package lsp

import "github.com/gozen-dev/gozen/syntax"

// The kinds of symbols that a schema has, by the protocol's numbers.
const (
	symbolModule   = 2 // datasource, plugin, generator
	symbolProperty = 7
	symbolField    = 8
	symbolEnum     = 10
	symbolView     = 11 // the protocol's interface
	symbolFunction = 12
	symbolModel    = 5 // the protocol's class
	symbolValue    = 22
	symbolType     = 23 // the protocol's struct
	symbolOperator = 25 // attribute
)

type symbol struct {
	Name      string    `json:"name"`
	Detail    string    `json:"detail,omitempty"`
	Kind      int       `json:"kind"`
	Range     textRange `json:"range"`
	Selection textRange `json:"selectionRange"`
	Children  []symbol  `json:"children,omitempty"`
}

// flatSymbol is a symbol for clients that know no trees of them.
type flatSymbol struct {
	Name      string   `json:"name"`
	Kind      int      `json:"kind"`
	Location  location `json:"location"`
	Container string   `json:"containerName,omitempty"`
}

// documentSymbol answers what a file declares.
func (s *server) documentSymbol(p documentParams) (any, error) {
	symbols := []symbol{}
	spot := s.at(p.TextDocument.URI, position{})
	if spot == nil {
		return symbols, nil
	}
	for _, d := range spot.file.Decls {
		symbols = append(symbols, spot.symbol(d))
	}
	if s.client.TextDocument.DocumentSymbol.Hierarchical {
		return symbols, nil
	}
	return flat(p.TextDocument.URI, "", symbols), nil
}

func flat(uri, container string, symbols []symbol) []flatSymbol {
	out := []flatSymbol{}
	for _, y := range symbols {
		out = append(out, flatSymbol{y.Name, y.Kind, location{uri, y.Selection}, container})
		out = append(out, flat(uri, y.Name, y.Children)...)
	}
	return out
}

func (s *spot) symbol(d syntax.Decl) symbol {
	out := s.leaf(d, d.Ident(), "", symbolModule)
	switch d := d.(type) {
	case *syntax.Block:
		out.Detail = d.Kind.String()
		for _, o := range d.Options {
			out.Children = append(out.Children, s.leaf(o, o.Name, s.file.Text(o.Value), symbolProperty))
		}
	case *syntax.Model:
		out.Detail, out.Kind = d.Kind.String(), [...]int{symbolModel, symbolView, symbolType}[d.Kind]
		if d.Abstract {
			out.Detail = "abstract model"
		}
	case *syntax.Enum:
		out.Detail, out.Kind = "enum", symbolEnum
	case *syntax.Function:
		out.Detail, out.Kind = "function", symbolFunction
	case *syntax.Procedure:
		out.Detail, out.Kind = "procedure", symbolFunction
	case *syntax.AttributeDecl:
		out.Detail, out.Kind = "attribute", symbolOperator
	}
	for _, m := range members(d) {
		switch m := m.(type) {
		case *syntax.Field:
			out.Children = append(out.Children, s.leaf(m, m.Name, s.typeText(m.Type), symbolField))
		case *syntax.EnumValue:
			out.Children = append(out.Children, s.leaf(m, m.Name, "", symbolValue))
		case *syntax.Attribute: // rules have no names
		}
	}
	return out
}

func (s *spot) leaf(n syntax.Node, name syntax.Name, detail string, kind int) symbol {
	return symbol{
		Name: s.file.Text(name), Detail: detail, Kind: kind,
		Range: s.text.of(n.Span()), Selection: s.text.of(name.At),
	}
}

// typeText is a type as written; nothing when it is not there yet.
func (s *spot) typeText(t syntax.FieldType) string {
	if t.Name.Text == "" {
		return ""
	}
	return s.file.Text(t)
}
