package check

import "github.com/gozen-dev/gozen/diag"

// Attributes and their arguments.
const (
	// CodeUnknownAttribute: an attribute that is not declared (ZN05).
	//
	// Example:
	//
	//	model Book { id Int @id title String @shiny }
	CodeUnknownAttribute diag.Code = "ZM0701"

	// CodeTarget: an attribute on a field of a type that it is not for (ZA01).
	//
	// Example:
	//
	//	model Book { id Int @id pages Int @email }
	CodeTarget diag.Code = "ZM0702"

	// CodePositional: an argument without its name where the name is needed (ZA04).
	//
	// Example:
	//
	//	model Book { id Int @id isbn String @unique("isbn_key") }
	CodePositional diag.Code = "ZM0704"

	// CodeUnknownArg: an argument for a parameter that does not exist (ZA05).
	//
	// Example:
	//
	//	model Book { id Int @id isbn String @unique(label: "k") }
	CodeUnknownArg diag.Code = "ZM0705"

	// CodeArgTwice: two arguments for one parameter (ZA06).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @default(1, value: 2) }
	CodeArgTwice diag.Code = "ZM0706"

	// CodeMissingArg: a required argument that is missing (ZA07).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @map }
	CodeMissingArg diag.Code = "ZM0707"

	// CodeArgType: an argument of the wrong type (ZA08, ZA15).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @default("one") }
	CodeArgType diag.Code = "ZM0708"

	// CodeOnce: an attribute repeated (ZA09).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @default(1) @default(2) }
	CodeOnce diag.Code = "ZM0709"

	// CodeOnceInModel: an attribute on two fields that only one of a model may have (ZA10).
	//
	// Example:
	//
	//	attribute @gone() @@@onceInModel
	//	model Book { id Int @id a DateTime? @gone b DateTime? @gone }
	CodeOnceInModel diag.Code = "ZM0710"

	// CodeOperation: a rule whose operations are no text (ZA12).
	//
	// Example:
	//
	//	model Book { id Int @id op String @@allow(op, true) }
	CodeOperation diag.Code = "ZM0712"

	// CodeRegex: @regex with a pattern that is none (ZA13).
	//
	// Example:
	//
	//	model Book { id Int @id a String @regex('[oops') }
	CodeRegex diag.Code = "ZM0713"

	// CodeNoFields: a key or index over nothing (ZA14).
	//
	// Example:
	//
	//	model Book { id Int @id @@index([]) }
	CodeNoFields diag.Code = "ZM0714"

	// CodeWrongProvider: an attribute that another database has (ZA16).
	//
	// Example:
	//
	//	datasource db { provider = 'mysql' }
	//	model Book { id Int @id t String @fuzzy }
	CodeWrongProvider diag.Code = "ZM0716"

	// CodeTargetField: @@@targetField on something that is no attribute (ZA17).
	//
	// Example:
	//
	//	function f(): Boolean { } @@@targetField([StringField])
	//	model Book { id Int @id }
	CodeTargetField diag.Code = "ZM0717"

	// CodeTypeOnly: an attribute of types on a model.
	//
	// Example:
	//
	//	model Book { id Int @id @@strict }
	CodeTypeOnly diag.Code = "ZM0718"
)

// Functions.
const (
	// CodeFunctionContext: a function in a place that it is not for (ZF01).
	//
	// Example:
	//
	//	model Book { id String @id @@allow('read', id == uuid()) }
	CodeFunctionContext diag.Code = "ZM0801"

	// CodeMissingParam: a call without a required argument (ZF02).
	//
	// Example:
	//
	//	model Book { id Int @id t String @@allow('read', contains(t)) }
	CodeMissingParam diag.Code = "ZM0802"

	// CodeCallArg: an argument of the wrong type (ZF03).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @@allow('read', contains(n, 'a')) }
	CodeCallArg diag.Code = "ZM0803"

	// CodeCasing: an unknown casing (ZF04).
	//
	// Example:
	//
	//	model Book { id Int @id @@allow('read', currentModel('camel') == 'book') }
	CodeCasing diag.Code = "ZM0804"

	// CodeFormat: an id format without a place for the id (ZF05).
	//
	// Example:
	//
	//	model Book { id String @id @default(uuid(4, "book_")) }
	CodeFormat diag.Code = "ZM0805"

	// CodeUUID: a version of uuid that is not made (ZF06).
	//
	// Example:
	//
	//	model Book { id String @id @default(uuid(5)) }
	CodeUUID diag.Code = "ZM0806"

	// CodeCUID: a version of cuid that does not exist (ZF07).
	//
	// Example:
	//
	//	model Book { id String @id @default(cuid(3)) }
	CodeCUID diag.Code = "ZM0807"

	// CodeNanoid: a nanoid of no length (ZF08).
	//
	// Example:
	//
	//	model Book { id String @id @default(nanoid(0)) }
	CodeNanoid diag.Code = "ZM0808"

	// CodeParamType: a function parameter that no expression fits (ZF11).
	//
	// Example:
	//
	//	enum E { X }
	//	function f(e: E): Boolean { } @@@expressionContext([AccessPolicy])
	//	model Book { id Int @id @@allow('read', f(X)) }
	CodeParamType diag.Code = "ZM0811"

	// CodeUnknownFunction: a function that is not declared (ZN06).
	//
	// Example:
	//
	//	model Book { id String @id @default(guid()) }
	CodeUnknownFunction diag.Code = "ZM0820"
)
