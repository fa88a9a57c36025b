package schema

// New completes a schema whose exported fields are filled in: it builds the
// name indexes that the lookup methods use. The schema and all it holds belong
// to the result from then on and must not be changed.
func New(s Schema) *Schema {
	s.models = make(map[string]*Model, len(s.Models))
	for _, m := range s.Models {
		s.models[m.Name] = m
		m.fields = index(m.Fields)
	}
	s.types = make(map[string]*Type, len(s.Types))
	for _, t := range s.Types {
		s.types[t.Name] = t
		t.fields = index(t.Fields)
	}
	s.enums = make(map[string]*Enum, len(s.Enums))
	for _, e := range s.Enums {
		s.enums[e.Name] = e
	}
	return &s
}

func index(fields []*Field) map[string]*Field {
	m := make(map[string]*Field, len(fields))
	for _, f := range fields {
		m[f.Name] = f
	}
	return m
}
