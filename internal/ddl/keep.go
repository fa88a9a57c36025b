package ddl

import (
	"slices"

	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"
)

// keep adds to want what have holds and no schema can say, so that comparing
// finds no difference in it and a table that SQLite has to rebuild keeps it.
func keep(have, want *atlas.Realm) {
	for _, s := range want.Schemas {
		old, ok := have.Schema(s.Name)
		if !ok {
			continue
		}
		s.Attrs = append(s.Attrs, old.Attrs...)
		for _, t := range s.Tables {
			if from, ok := old.Table(t.Name); ok {
				keepTable(from, t)
			}
		}
	}
}

func keepTable(from, to *atlas.Table) {
	for _, a := range from.Attrs {
		switch a.(type) {
		case *atlas.Check, *atlas.Comment, *sqlite.WithoutRowID, *sqlite.Strict:
			to.Attrs = append(to.Attrs, a)
		}
	}
	for _, c := range to.Columns {
		if old, ok := from.Column(c.Name); ok {
			keepColumn(old, c)
		}
	}
	keepJoinKey(from, to)
	for _, idx := range from.Indexes {
		if _, ok := to.Index(idx.Name); !ok && inexpressible(idx) {
			keepIndex(to, idx)
		}
	}
}

// keepJoinKey takes the primary key that Prisma 6 gives a join table for the
// unique key that Prisma 5 gave it: both say that no pair is there twice.
func keepJoinKey(from, to *atlas.Table) {
	if to.PrimaryKey != nil || from.PrimaryKey == nil || len(to.Columns) != 2 || to.Columns[0].Name != "A" || to.Columns[1].Name != "B" {
		return
	}
	pair := func(idx *atlas.Index) bool {
		return len(idx.Parts) == 2 && idx.Parts[0].C != nil && idx.Parts[0].C.Name == "A" && idx.Parts[1].C != nil && idx.Parts[1].C.Name == "B"
	}
	at := slices.IndexFunc(to.Indexes, func(idx *atlas.Index) bool { return idx.Unique && pair(idx) })
	if at < 0 || !pair(from.PrimaryKey) {
		return
	}
	to.Indexes = slices.Delete(to.Indexes, at, at+1)
	to.SetPrimaryKey(atlas.NewPrimaryKey(to.Columns...).AddAttrs(from.PrimaryKey.Attrs...))
	to.PrimaryKey.Name = from.PrimaryKey.Name
}

// keepColumn keeps comments and generated values, and takes an identity column for the
// serial that the schema would make: both count.
func keepColumn(from, to *atlas.Column) {
	for _, a := range from.Attrs {
		switch a.(type) {
		case *atlas.Comment, *atlas.GeneratedExpr:
			to.Attrs = append(to.Attrs, a)
		case *postgres.Identity:
			if s, ok := to.Type.Type.(*postgres.SerialType); ok {
				to.Type.Type = s.IntegerType()
				to.Attrs = append(to.Attrs, a)
			}
		}
	}
}

// Expressible reports whether an @@index or @@unique could have made idx.
func Expressible(idx *atlas.Index) bool { return !inexpressible(idx) }

// inexpressible reports whether no @@index or @@unique could have made idx.
func inexpressible(idx *atlas.Index) bool {
	for _, a := range idx.Attrs {
		switch a := a.(type) {
		case *postgres.IndexPredicate, *sqlite.IndexPredicate, *postgres.IndexInclude:
			return true
		case *postgres.Constraint:
			if a.IsExclude() {
				return true
			}
		}
	}
	for _, p := range idx.Parts {
		if p.X != nil {
			return true
		}
	}
	return false
}

// keepIndex copies idx to a table that has all its columns.
func keepIndex(to *atlas.Table, idx *atlas.Index) {
	dup := atlas.NewIndex(idx.Name).SetUnique(idx.Unique).AddAttrs(idx.Attrs...)
	for _, p := range idx.Parts {
		part := atlas.NewIndexPart().SetDesc(p.Desc).AddAttrs(p.Attrs...)
		if p.C != nil {
			c, ok := to.Column(p.C.Name)
			if !ok {
				return
			}
			part.SetColumn(c)
		} else {
			part.SetExpr(p.X)
		}
		dup.AddParts(part)
	}
	to.AddIndexes(dup)
}
