package check

import "github.com/gozen-dev/gozen/diag"

// Models, ids and keys.
const (
	// CodeNoID: a model whose rows nothing identifies (ZM01).
	//
	// Example:
	//
	//	model Book { title String }
	CodeNoID diag.Code = "ZM0401"

	// CodeTwoIDs: @id and @@id in one model (ZM02).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @@id([id, n]) }
	CodeTwoIDs diag.Code = "ZM0402"

	// CodeManyIDs: @id on two fields (ZM03).
	//
	// Example:
	//
	//	model Book { a Int @id b Int @id }
	CodeManyIDs diag.Code = "ZM0403"

	// CodeOptionalID: an id that may be null (ZM04).
	//
	// Example:
	//
	//	model Book { id Int? @id }
	CodeOptionalID diag.Code = "ZM0404"

	// CodeIDType: an id of a type that cannot be compared (ZM05).
	//
	// Example:
	//
	//	model Book { id Json @id }
	CodeIDType diag.Code = "ZM0405"

	// CodeOptionalList: a list that may be null (ZM06).
	//
	// Example:
	//
	//	model Book { id Int @id tags String[]? }
	CodeOptionalList diag.Code = "ZM0406"

	// CodeUnsupported: Unsupported without the SQL type (ZM07).
	//
	// Example:
	//
	//	model Book { id Int @id g Unsupported(7) }
	CodeUnsupported diag.Code = "ZM0407"

	// CodeNeedsJSON: a column of a custom type that does not say how it is stored (ZM08).
	//
	// Example:
	//
	//	type Meta { score Int }
	//	model Book { id Int @id meta Meta }
	CodeNeedsJSON diag.Code = "ZM0408"

	// CodeJSONRelation: a JSON column whose type contains relations (ZM09).
	//
	// Example:
	//
	//	type Meta { owner Author }
	//	model Author { id Int @id }
	//	model Book { id Int @id meta Meta @json }
	CodeJSONRelation diag.Code = "ZM0409"

	// CodeViewKey: an id or index on a view (ZM10, ZX26).
	//
	// Example:
	//
	//	view Summary { id Int @id }
	CodeViewKey diag.Code = "ZM0410"

	// CodeKeyRelation: a key or index over a relation (ZX10).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int @@index([author]) }
	CodeKeyRelation diag.Code = "ZM0411"

	// CodeKeyTwice: a key or index that lists a field twice (ZX11).
	//
	// Example:
	//
	//	model Book { id Int @id s Int @@index([s, s]) }
	CodeKeyTwice diag.Code = "ZM0412"

	// CodeKeyName: a compound key called like a field or another key (ZX19).
	//
	// Example:
	//
	//	model Book { id Int @id x Int y Int @@unique([x, y], name: "x") }
	CodeKeyName diag.Code = "ZM0413"

	// CodeMappedName: two things that have one name in the database (ZX18).
	//
	// Example:
	//
	//	model Book { id Int @id d Int @map("e") e Int }
	CodeMappedName diag.Code = "ZM0414"

	// CodeIndexType: a kind of index that the database does not have (ZX12).
	//
	// Example:
	//
	//	datasource db { provider = 'mysql' }
	//	model Book { id Int @id s Int @@index([s], type: Hash) }
	CodeIndexType diag.Code = "ZM0415"

	// CodeOptionalKey: a model whose only keys may be null (ZX09).
	//
	// Example:
	//
	//	model Book { x Int? @unique }
	CodeOptionalKey diag.Code = "ZM0416"

	// CodeKeyOption: length or clustered where the database has no such thing (ZX27).
	//
	// Example:
	//
	//	model Book { id Int @id s String @unique(length: 10) }
	CodeKeyOption diag.Code = "ZM0417"

	// CodeEmptyEnum: an enum without values (ZX29).
	//
	// Example:
	//
	//	enum Kind { @@map('kind') }
	//	model Book { id Int @id }
	CodeEmptyEnum diag.Code = "ZM0418"

	// CodeOperatorClass: an operator class that the index or the column does not have; see also ZM0415.
	//
	// Example:
	//
	//	model Book { id Int @id s String @@index([s(ops: JsonbOps)], type: Gin) }
	CodeOperatorClass diag.Code = "ZM0419"

	// CodeFieldParams: parameters of a field that nothing computes, or of a type that has no values.
	//
	// Example:
	//
	//	model Book { id Int @id pages(unit: String) Int }
	CodeFieldParams diag.Code = "ZM0420"
)

// Inheritance and mixins.
const (
	// CodeBase: a base that is an ordinary model (ZI01).
	//
	// Example:
	//
	//	model Base { id Int @id }
	//	model Book extends Base { title String }
	CodeBase diag.Code = "ZM0501"

	// CodeTwoDelegates: two delegate bases (ZI02).
	//
	// Example:
	//
	//	model A { id Int @id ka String @@delegate(ka) }
	//	model B { n Int @unique kb String @@delegate(kb) }
	//	model Book extends A, B { title String }
	CodeTwoDelegates diag.Code = "ZM0502"

	// CodeBaseCycle: models that extend each other (ZI03).
	//
	// Example:
	//
	//	abstract model A extends B { x Int }
	//	abstract model B extends A { y Int }
	CodeBaseCycle diag.Code = "ZM0503"

	// CodeMixinCycle: types that mix in each other (ZI04).
	//
	// Example:
	//
	//	type A with B { x Int }
	//	type B with A { y Int }
	CodeMixinCycle diag.Code = "ZM0504"

	// CodeBaseField: a key or index over a column of the base's table (ZI05).
	//
	// Example:
	//
	//	model Asset { id Int @id kind String name String @@delegate(kind) }
	//	model Video extends Asset {
	//	  secs Int
	//	  @@unique([name, secs])
	//	}
	CodeBaseField diag.Code = "ZM0505"

	// CodeMapNoBase: @@delegateMap on a model that extends none (ZI06).
	//
	// Example:
	//
	//	model Video { id Int @id @@delegateMap('v') }
	CodeMapNoBase diag.Code = "ZM0506"

	// CodeMapTwice: two @@delegateMap on one model (ZI07).
	//
	// Example:
	//
	//	model Asset { id Int @id kind String @@delegate(kind) }
	//	model Video extends Asset { secs Int @@delegateMap('a') @@delegateMap('b') }
	CodeMapTwice diag.Code = "ZM0507"

	// CodeMapValue: a @@delegateMap that no discriminator could hold (ZI08).
	//
	// Example:
	//
	//	model Asset { id Int @id kind String @@delegate(kind) }
	//	model Video extends Asset { secs Int @@delegateMap(1) }
	CodeMapValue diag.Code = "ZM0508"

	// CodeMapString: a text for a discriminator that is an enum (ZI09).
	//
	// Example:
	//
	//	enum Kind { VID IMG }
	//	model Asset { id Int @id kind Kind @@delegate(kind) }
	//	model Video extends Asset { secs Int @@delegateMap('VID') }
	CodeMapString diag.Code = "ZM0509"

	// CodeMapEnum: an enum value for a discriminator that is text (ZI10).
	//
	// Example:
	//
	//	enum Kind { VID IMG }
	//	model Asset { id Int @id kind String @@delegate(kind) }
	//	model Video extends Asset { secs Int @@delegateMap(VID) }
	CodeMapEnum diag.Code = "ZM0510"

	// CodeMapForeign: a value that the discriminator's enum does not have (ZI11).
	//
	// Example:
	//
	//	enum Kind { VID IMG }
	//	model Asset { id Int @id kind Kind @@delegate(kind) }
	//	model Video extends Asset { secs Int @@delegateMap(GIF) }
	CodeMapForeign diag.Code = "ZM0511"

	// CodeMapShared: two sub-models with one discriminator value (ZI12).
	//
	// Example:
	//
	//	model Asset { id Int @id kind String @@delegate(kind) }
	//	model Video extends Asset { secs Int @@delegateMap('Image') }
	//	model Image extends Asset { px Int }
	CodeMapShared diag.Code = "ZM0512"

	// CodeDiscriminator: a discriminator that may be null or holds no name (ZI13).
	//
	// Example:
	//
	//	model Asset { id Int @id kind Int @@delegate(kind) }
	CodeDiscriminator diag.Code = "ZM0513"

	// CodeUnknownBase: a base that is not declared (ZN10).
	//
	// Example:
	//
	//	model Book extends Nothing { id Int @id }
	CodeUnknownBase diag.Code = "ZM0514"

	// CodeUnknownMixin: a mixin that is no type (ZN11).
	//
	// Example:
	//
	//	model Book with Nothing { id Int @id }
	CodeUnknownMixin diag.Code = "ZM0515"

	// CodeBaseDepth: bases of bases, more levels of them than any schema needs.
	//
	// Example:
	//
	//	CHAIN(70)
	CodeBaseDepth diag.Code = "ZM0516"
)
