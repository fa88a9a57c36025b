// Package gozen is what Go programs name of Gozen: a ZModel schema, which says
// what data there is and who may do what with it, becomes a typed client in
// which every answer has passed the schema's rules.
//
// `gozen generate` writes the client, a package zdb, say, that is declarations
// on top of this package:
//
//	db, err := zdb.Open(ctx, zdb.Config{Driver: sqlite.New("file:app.db")})
//	c := db.As(model.Auth{ID: userID}) // the rules apply
//	lists, err := c.List.
//		Where(zdb.List.Todos.Some(zdb.Todo.CompletedAt.IsNull())).
//		Include(zdb.List.Owner).
//		FindMany(ctx)
//
// A field's descriptor, such as zdb.Todo.Title, has the operators that its type
// has. They give a [Pred], an [Order] or a [Change], which know their model by its
// type M, a pointer to the row; [And], [Or], [Not] and [When] put conditions
// together, [Create], [Connect] and the like are nested writes, [Aggregate],
// [GroupBy], [Select] and [Pluck] read in other ways. Errors are [*Error], whose
// [Kind] is what errors.Is asks for. docs/client-go.md leads through it.
//
// Without generated code, [Open] gives the dynamic client: JSON in and out.
//
// [Query], [Rows], [Scan], [Part] and the functions beside them are called by
// generated code only.
//
// docs/architecture.md leads through the packages, and deps_test.go beside this
// file freezes which of them may import which.
package gozen
