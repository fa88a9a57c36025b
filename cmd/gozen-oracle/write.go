package main

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

func (a *asker) write(m *schema.Model, kind query.Kind) object { panic("x") }
