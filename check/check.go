// Package check turns ZModel text into a checked schema: it loads files and
// their imports, resolves names, inheritance, types, attributes and relations,
// and refuses what no engine could honour.
//
//	sch, diags := check.Files("schema.zmodel", os.ReadFile)
//
// The schema is nil exactly when diags has errors. All errors of all files come
// in one run, sorted; an expression with an unknown name is reported for that
// name only. Where the parser has stumbled, the declarations that it has read are
// checked too, and what may only follow from the rest is kept back (partial.go).
//
// The passes, in order: load (files.go), declare (names.go), containers with
// what they inherit (container.go), attributes (attribute.go), then for each
// model its fields, keys (key.go), relations (relation.go), rules (rule.go) and
// the expressions in them (expr.go). When there are no errors, the lints look at
// the whole (lint_*.go), and comments of the schema silence those that their
// author has weighed (ignore.go). What the language declares itself is ZModel text
// too: library.zmodel.
//
// Both dialects are accepted. Where a construct's meaning differs between them,
// the schema's own signs decide (profile.go).
package check

import (
	"fmt"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// Files checks the schema whose root file is root. Read returns the text of the
// root and of every file imported, which must lie in root's folder or below.
func Files(root string, read func(path string) ([]byte, error)) (*schema.Schema, diag.List) {
	c := newChecker()
	c.load(root, read)
	return c.run()
}

// Source checks a schema given as one text. Imports in it are errors.
func Source(name string, src []byte) (*schema.Schema, diag.List) {
	return Files(name, func(path string) ([]byte, error) {
		if path != name {
			return nil, fmt.Errorf("%s: a single text has no other files", path)
		}
		return src, nil
	})
}

// checker holds the state of one run.
type checker struct {
	diags   diag.List
	lib     *file
	files   []*file // the user's, in the order they were loaded; files[0] is the root
	profile profile

	symbols       map[string]syntax.Decl // the user's declarations by name, over all files
	origin        map[syntax.Decl]*file
	containers    map[*syntax.Model]*container
	models        []*container // models, views and types in declaration order
	enums         map[*syntax.Enum]*enum
	attrs         map[*syntax.AttributeDecl]*attrDecl
	funcs         map[*syntax.Function]*funcDecl
	source        datasource
	auth          *container // what auth() is; nil when there is none
	mixedReported bool       // see lintMixedDialects
	hints         int        // see maxHints
	passes        map[passKey]bool
	extending     map[*container][]string // see subs
	info          *info                   // nil but for tools
	numbers       map[string]*schema.Literal
}

func newChecker() *checker {
	return &checker{
		symbols:    map[string]syntax.Decl{},
		origin:     map[syntax.Decl]*file{},
		containers: map[*syntax.Model]*container{},
		enums:      map[*syntax.Enum]*enum{},
		attrs:      map[*syntax.AttributeDecl]*attrDecl{},
		funcs:      map[*syntax.Function]*funcDecl{},
		passes:     map[passKey]bool{},
		numbers:    map[string]*schema.Literal{},
	}
}

func (c *checker) run() (*schema.Schema, diag.List) {
	if c.diags.HasErrors() {
		c.checkRest()
		c.finish()
		return nil, c.diags
	}
	s := c.check()
	c.finish()
	c.release()
	if s == nil {
		return nil, c.diags
	}
	return schema.New(*s), c.diags
}

// finish makes of what was found what the author is to read.
func (c *checker) finish() {
	c.silence()
	c.addCures()
	c.diags.Sort()
}

// check returns the schema, not yet completed, or nil after an error.
func (c *checker) check() *schema.Schema {
	c.declare()
	c.profile = c.findProfile()
	c.checkDatasource()
	c.buildContainers()
	c.bindAttributes()
	c.findAuth()
	s := schema.Schema{Provider: c.source.provider, Extensions: c.source.needs}
	if c.auth != nil {
		s.Auth = c.auth.name()
	}
	c.buildEnums(&s)
	c.buildModels(&s)
	c.buildProcedures(&s)
	c.buildPlugins(&s)
	c.checkDelegations()
	c.checkMappedNames(&s)
	if c.diags.HasErrors() {
		return nil
	}
	c.lint()
	return &s
}

// report adds an error about n and returns it, for a hint to be added.
func (c *checker) report(code diag.Code, n syntax.Node, format string, args ...any) *diag.Diagnostic {
	return c.reportAt(code, diag.Error, n.Span(), format, args...)
}

// warn adds a warning about n.
func (c *checker) warn(code diag.Code, n syntax.Node, format string, args ...any) *diag.Diagnostic {
	return c.reportAt(code, diag.Warning, n.Span(), format, args...)
}

func (c *checker) reportAt(
	code diag.Code, sev diag.Severity, at diag.Span, format string, args ...any,
) *diag.Diagnostic {
	c.diags = append(c.diags, diag.Diagnostic{
		Code: code, Severity: sev, Span: at, Message: fmt.Sprintf(format, args...),
	})
	return &c.diags[len(c.diags)-1]
}

// pos is the place of n as the schema keeps it.
func pos(n syntax.Node) schema.Pos {
	s := n.Span()
	p := s.Pos()
	return schema.Pos{File: s.File(), Line: p.Line, Col: p.Col}
}
