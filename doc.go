// Package gozen is the root of Gozen: a ZModel schema, which says what data
// there is and who may do what with it, becomes an API in which every answer
// has passed the schema's rules.
//
// The command is in cmd/gozen, the client for Go programs in package rt. Package
// check reads schemas, migrate brings databases to them, server and the packages
// below it answer requests. docs/architecture.md leads through them all, and
// deps_test.go beside this file freezes which of them may import which.
package gozen
