// Package typescript writes what TypeScript programs need of a schema: the
// module that `gozen generate --ts DIR` puts beside the program ([Module]), and
// the same data for programs without one ([Definition]), which ask the server.
//
// The shape is that of ZenStack's schema modules; ZenStack's own hooks and fetch
// client take a module of their own, [Lite], which imports nothing. Types of models,
// arguments and results are not generated: @gozen/client infers them from the
// module's literal types.
package typescript
