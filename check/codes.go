package check

import "github.com/gozen-dev/gozen/diag"

// The checker's diagnostics. Each comment names the reference's code in
// parentheses and ends in a schema that has exactly this one; a test holds them
// to it, with a PostgreSQL datasource in front where the example has none.

// Names and files.
const (
	// CodeDuplicate: a name declared twice in a file (ZN01).
	//
	// Example:
	//
	//	model Book { id Int @id }
	//	enum Book { A }
	CodeDuplicate diag.Code = "ZM0201"

	// CodeDuplicateImport: a name that another file of the schema declares too (ZN02).
	//
	// Example:
	//
	//	import './b'
	//	model Book { id Int @id }
	//	//--- file: b.zmodel
	//	model Book { id Int @id }
	CodeDuplicateImport diag.Code = "ZM0202"

	// CodeImport: an import without a file (ZN03).
	//
	// Example:
	//
	//	import './nowhere'
	//	model Book { id Int @id }
	CodeImport diag.Code = "ZM0203"

	// CodeUnknownType: a type that is not declared, or not in a file imported here (ZN04).
	//
	// Example:
	//
	//	model Book {
	//	  id Int @id
	//	  title Text
	//	}
	CodeUnknownType diag.Code = "ZM0204"

	// CodeUnknownName: a bare name that is no member of the scope and no enum value (ZN07).
	//
	// Example:
	//
	//	model Book {
	//	  id Int @id
	//	  @@allow('read', published)
	//	}
	CodeUnknownName diag.Code = "ZM0205"

	// CodeUnknownMember: a member that the type before the dot does not have (ZN08).
	//
	// Example:
	//
	//	model User { id Int @id }
	//	model Book { id Int @id @@allow('read', auth().rank > 1) }
	CodeUnknownMember diag.Code = "ZM0206"

	// CodeDuplicateMember: two members of one name in a declaration, its bases and its mixins (ZN09).
	//
	// Example:
	//
	//	model Book {
	//	  id Int @id
	//	  t Int
	//	  t String
	//	}
	CodeDuplicateMember diag.Code = "ZM0207"

	// CodeReservedName: a name that databases or clients cannot carry (ZX20).
	//
	// Example:
	//
	//	model Book { id Int @id _x Int }
	CodeReservedName diag.Code = "ZM0208"

	// CodeImportOutside: an import that leaves the folder of the schema.
	//
	// Example:
	//
	//	import '../secrets'
	//	model Book { id Int @id }
	CodeImportOutside diag.Code = "ZM0209"

	// CodeProcedureName: a procedure called like a part of every JavaScript object (ZC01).
	//
	// Example:
	//
	//	model Book { id Int @id }
	//	procedure constructor(): Int
	CodeProcedureName diag.Code = "ZM0210"
)

// The datasource.
const (
	// CodeNoDatasource: a schema without a datasource; a warning, because a fragment can be checked too (ZD01, there an error).
	//
	// Example:
	//
	//	// no datasource here
	//	model Book { id Int @id }
	CodeNoDatasource diag.Code = "ZM0301"

	// CodeTwoDatasources: a second datasource (ZD02).
	//
	// Example:
	//
	//	datasource a { provider = 'sqlite' }
	//	datasource b { provider = 'sqlite' }
	CodeTwoDatasources diag.Code = "ZM0302"

	// CodeNoProvider: a datasource that does not say of what (ZD03).
	//
	// Example:
	//
	//	datasource db { url = 'file:x' }
	CodeNoProvider diag.Code = "ZM0303"

	// CodeProviderLiteral: a provider that is known only at run time (ZD04).
	//
	// Example:
	//
	//	datasource db { provider = env('P') }
	CodeProviderLiteral diag.Code = "ZM0304"

	// CodeProvider: an unknown provider (ZD05).
	//
	// Example:
	//
	//	datasource db { provider = 'postgres' }
	CodeProvider diag.Code = "ZM0305"

	// CodeURL: a url that is no text (ZD06).
	//
	// Example:
	//
	//	datasource db {
	//	  provider = 'sqlite'
	//	  url = 42
	//	}
	CodeURL diag.Code = "ZM0306"

	// CodeRelationMode: an unknown relationMode (ZD07).
	//
	// Example:
	//
	//	datasource db {
	//	  provider = 'mysql'
	//	  relationMode = 'loose'
	//	}
	CodeRelationMode diag.Code = "ZM0307"

	// CodePostgresOnly: an option that only PostgreSQL has (ZD08).
	//
	// Example:
	//
	//	datasource db {
	//	  provider = 'sqlite'
	//	  schemas = ['a', 'public']
	//	}
	CodePostgresOnly diag.Code = "ZM0308"

	// CodeDefaultSchema: a defaultSchema that is no text (ZD09).
	//
	// Example:
	//
	//	datasource db {
	//	  provider = 'postgresql'
	//	  defaultSchema = env('S')
	//	}
	CodeDefaultSchema diag.Code = "ZM0309"

	// CodeSchemas: schemas that are no list of texts (ZD10).
	//
	// Example:
	//
	//	datasource db {
	//	  provider = 'postgresql'
	//	  schemas = [auth]
	//	}
	CodeSchemas diag.Code = "ZM0310"

	// CodeSchemaMissing: schemas without the one that other models live in (ZD11).
	//
	// Example:
	//
	//	datasource db {
	//	  provider = 'postgresql'
	//	  schemas = ['auth']
	//	}
	//	model Book { id Int @id }
	CodeSchemaMissing diag.Code = "ZM0311"

	// CodeSchemaName: a @@schema that the datasource does not list (ZD12).
	//
	// Example:
	//
	//	datasource db {
	//	  provider = 'postgresql'
	//	  schemas = ['public']
	//	}
	//	model Book { id Int @id @@schema('sales') }
	CodeSchemaName diag.Code = "ZM0312"

	// CodeNoLists: a list column where the database has none (ZD13).
	//
	// Example:
	//
	//	datasource db { provider = 'sqlite' }
	//	model Book { id Int @id tags String[] }
	CodeNoLists diag.Code = "ZM0313"
)

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
)

// Relations.
const (
	// CodeNoOpposite: a relation field that nothing answers (ZR01).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id }
	CodeNoOpposite diag.Code = "ZM0601"

	// CodeAmbiguous: a relation field that several fields could answer (ZR02).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book {
	//	  id Int @id
	//	  a Author @relation(fields: [aId], references: [id])
	//	  aId Int
	//	  b Author @relation(fields: [bId], references: [id])
	//	  bId Int
	//	}
	CodeAmbiguous diag.Code = "ZM0602"

	// CodeHalfKey: fields without references, or the reverse (ZR03).
	//
	// Example:
	//
	//	model Author { id Int @id book Book? @relation(fields: [id]) }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int @unique }
	CodeHalfKey diag.Code = "ZM0603"

	// CodeEmptyKey: an empty list of key fields (ZR04).
	//
	// Example:
	//
	//	model Author { id Int @id }
	//	model Book { id Int @id author Author @relation(fields: [], references: []) }
	CodeEmptyKey diag.Code = "ZM0604"

	// CodeKeyLength: as many fields as references, or not (ZR05).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId, id], references: [id]) authorId Int }
	CodeKeyLength diag.Code = "ZM0605"

	// CodeKeyOptional: a required relation whose key may be null (ZR06).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int? }
	CodeKeyOptional diag.Code = "ZM0606"

	// CodeKeyField: a key field that does not exist (ZR07).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [key]) authorId Int }
	CodeKeyField diag.Code = "ZM0607"

	// CodeKeyType: a key that is of another type than what it refers to (ZR08).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId String }
	CodeKeyType diag.Code = "ZM0608"

	// CodeBothKeys: a relation with a key on both sides (ZR09).
	//
	// Example:
	//
	//	model Author { id Int @id book Book? @relation(fields: [bookId], references: [id]) bookId Int? @unique }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int @unique }
	CodeBothKeys diag.Code = "ZM0609"

	// CodeNoKey: a relation with a key on neither side (ZR10).
	//
	// Example:
	//
	//	model Author { id Int @id book Book? }
	//	model Book { id Int @id author Author? }
	CodeNoKey diag.Code = "ZM0610"

	// CodeOtherSide: a side without the key that says it is always there (ZR11).
	//
	// Example:
	//
	//	model Author { id Int @id book Book }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int @unique }
	CodeOtherSide diag.Code = "ZM0611"

	// CodeKeyUnique: a one-to-one relation whose key may repeat (ZR12).
	//
	// Example:
	//
	//	model Author { id Int @id book Book? }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int }
	CodeKeyUnique diag.Code = "ZM0612"

	// CodeManyKey: a many-to-many relation with a key (ZR13).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id authorId Int authors Author[] @relation(fields: [authorId], references: [id]) }
	CodeManyKey diag.Code = "ZM0613"

	// CodeSelfName: a relation of a model to itself without a name (ZR14).
	//
	// Example:
	//
	//	model Node { id Int @id parent Node? @relation(fields: [parentId], references: [id]) parentId Int? children Node[] }
	CodeSelfName diag.Code = "ZM0614"

	// CodeReferences: references to fields that may repeat (ZX01).
	//
	// Example:
	//
	//	model Author { id Int @id no Int books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorNo], references: [no]) authorNo Int }
	CodeReferences diag.Code = "ZM0621"

	// CodeKeyTogether: a one-to-one key whose parts are unique, but not together (ZX02).
	//
	// Example:
	//
	//	model Author { x Int y Int book Book? @@id([x, y]) }
	//	model Book { id Int @id x Int @unique y Int @unique author Author @relation(fields: [x, y], references: [x, y]) }
	CodeKeyTogether diag.Code = "ZM0622"

	// CodeKeyWidth: a BigInt that refers to an Int, and its like (ZX03).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId BigInt }
	CodeKeyWidth diag.Code = "ZM0623"

	// CodeManyID: an implicit many-to-many relation without a single id (ZX04).
	//
	// Example:
	//
	//	model Author { x Int y Int books Book[] @@id([x, y]) }
	//	model Book { id Int @id authors Author[] }
	CodeManyID diag.Code = "ZM0624"

	// CodeActionSide: a referential action on the side without the key (ZX05).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] @relation(onDelete: Cascade) }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int }
	CodeActionSide diag.Code = "ZM0625"

	// CodeSetNull: SetNull over a key that cannot be null; on PostgreSQL a warning (ZX06).
	//
	// Example:
	//
	//	datasource db { provider = 'sqlite' }
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id], onDelete: SetNull) authorId Int }
	CodeSetNull diag.Code = "ZM0626"

	// CodeAction: a referential action that the database does not have (ZX07).
	//
	// Example:
	//
	//	datasource db { provider = 'sqlserver' }
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id], onDelete: Restrict) authorId Int }
	CodeAction diag.Code = "ZM0627"

	// CodeSelfMany: a self relation of more than two fields (ZX23).
	//
	// Example:
	//
	//	model Node { id Int @id f Node[] @relation("t") g Node[] @relation("t") h Node[] @relation("t") }
	CodeSelfMany diag.Code = "ZM0628"

	// CodeEmptyRelationName: a relation with an empty name (ZX24).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] @relation("") }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int }
	CodeEmptyRelationName diag.Code = "ZM0629"

	// CodeNotRelation: @relation on a scalar (ZX25).
	//
	// Example:
	//
	//	model Book { id Int @id x Int @relation("y") }
	CodeNotRelation diag.Code = "ZM0630"
)

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

// Expressions.
const (
	// CodeOperands: operands that cannot be compared (ZE01).
	//
	// Example:
	//
	//	model Book { id Int @id t String @@allow('read', t == 1) }
	CodeOperands diag.Code = "ZM0901"

	// CodeOperandType: an operand of a type that the operator does not take (ZE02).
	//
	// Example:
	//
	//	model Book { id Int @id t String @@allow('read', t > 'm') }
	CodeOperandType diag.Code = "ZM0902"

	// CodeOperandList: a list as an operand (ZE03).
	//
	// Example:
	//
	//	model Book { id Int @id ns Int[] @@allow('read', ns > 1) }
	CodeOperandList diag.Code = "ZM0903"

	// CodeInLeft: in with something on the left that no list holds (ZE04).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int @@allow('read', author in [1]) }
	CodeInLeft diag.Code = "ZM0904"

	// CodeInRight: in without a list on the right (ZE05).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @@allow('read', n in 1) }
	CodeInRight diag.Code = "ZM0905"

	// CodeModelsCompared: two relation fields compared (ZE06).
	//
	// Example:
	//
	//	model Author { id Int @id a Book[] @relation('a') b Book[] @relation('b') }
	//	model Book {
	//	  id Int @id
	//	  x Author @relation('a', fields: [xId], references: [id])
	//	  xId Int
	//	  y Author @relation('b', fields: [yId], references: [id])
	//	  yId Int
	//	  @@allow('read', x == y)
	//	}
	CodeModelsCompared diag.Code = "ZM0906"

	// CodeNotCollection: a collection predicate over one row (ZE07).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int @@allow('read', author?[id > 1]) }
	CodeNotCollection diag.Code = "ZM0907"

	// CodeBareBinding: a binding without a member (ZE08).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] @@allow('read', books?[b, b != null]) }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int }
	CodeBareBinding diag.Code = "ZM0908"

	// CodeNotBoolean: ! before something that is not Boolean (ZE09).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @@allow('read', !n) }
	CodeNotBoolean diag.Code = "ZM0909"
)

// Access rules.
const (
	// CodeUnknownOperation: an operation that does not exist (ZP01).
	//
	// Example:
	//
	//	model Book { id Int @id @@allow('read,publish', true) }
	CodeUnknownOperation diag.Code = "ZM1001"

	// CodeCreateRelation: a create rule over a relation that cannot have rows yet; not in v2 schemas (ZP02).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] @@allow('create', books?[id > 1]) }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int }
	CodeCreateRelation diag.Code = "ZM1002"

	// CodeBeforeOp: before() in a rule that is not for post-update alone (ZP03).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @@allow('update', before().n == n) }
	CodeBeforeOp diag.Code = "ZM1003"

	// CodeBeforeField: before() in a field rule (ZP04).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @deny('update', before().n > 1) }
	CodeBeforeField diag.Code = "ZM1004"

	// CodeFutureField: future() in a field rule (ZP05).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @deny('update', future().n > 1) }
	CodeFutureField diag.Code = "ZM1005"

	// CodeRuleRelation: a field rule on a relation (ZP06).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) @allow('update', false) authorId Int }
	CodeRuleRelation diag.Code = "ZM1006"

	// CodeRuleComputed: a field rule on a computed field (ZP07).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @computed @allow('read', true) }
	CodeRuleComputed diag.Code = "ZM1007"

	// CodeEncrypted: an encrypted field in a rule (ZP08).
	//
	// Example:
	//
	//	model Book { id Int @id secret String @encrypted @@allow('read', secret == 'x') }
	CodeEncrypted diag.Code = "ZM1008"

	// CodeBeforeRelation: a relation of the old row (ZP10).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int @@deny('post-update', before().author == author) }
	CodeBeforeRelation diag.Code = "ZM1010"

	// CodeCheckField: check() of something that is no relation (ZP11).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @@allow('read', check(n)) }
	CodeCheckField diag.Code = "ZM1011"

	// CodeCheckList: check() of many rows (ZP12).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] @@allow('read', check(books)) }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int }
	CodeCheckList diag.Code = "ZM1012"

	// CodeCheckOp: check() of an operation that it cannot ask about (ZP13).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int @@allow('read', check(author, 'all')) }
	CodeCheckOp diag.Code = "ZM1013"

	// CodeCheckCycle: check() calls that lead back to where they began (ZP14).
	//
	// Example:
	//
	//	model Author { id Int @id book Book? @@allow('read', check(book)) }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int @unique @@allow('read', check(author)) }
	CodeCheckCycle diag.Code = "ZM1014"

	// CodeTwoAuths: two declarations with @@auth (ZP15).
	//
	// Example:
	//
	//	model Person { id Int @id @@auth }
	//	type Login { id Int @@auth }
	CodeTwoAuths diag.Code = "ZM1015"

	// CodeNoAuth: auth() without anything that it could be (ZP16).
	//
	// Example:
	//
	//	model Book { id Int @id @@allow('read', auth() != null) }
	CodeNoAuth diag.Code = "ZM1016"

	// CodeFutureOp: future() in a rule that is not for update alone (ZP17).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @@allow('all', future().n > n) }
	CodeFutureOp diag.Code = "ZM1017"

	// CodeRuleOnID: a read rule on an id field (policy.md 6.1).
	//
	// Example:
	//
	//	model Book { id Int @id @allow('read', false) }
	CodeRuleOnID diag.Code = "ZM1018"

	// CodeBothForms: allow rules of both after-update forms in one model.
	//
	// Example:
	//
	//	model Book { id Int @id n Int @@allow('update', future().n > n) @@allow('post-update', n < 9) }
	CodeBothForms diag.Code = "ZM1019"
)

// Validation.
const (
	// CodeValidateRelation: a validation that looks at other rows (ZV01).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int @@validate(author.id > 18) }
	CodeValidateRelation diag.Code = "ZM1101"

	// CodeLengthArg: length() of a number (ZV02).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @@validate(length(n) > 1) }
	CodeLengthArg diag.Code = "ZM1102"

	// CodePatternLiteral: regex() with a pattern that is known only at run time (ZV03).
	//
	// Example:
	//
	//	model Book { id Int @id a String b String @@validate(regex(a, b)) }
	CodePatternLiteral diag.Code = "ZM1103"

	// CodePattern: regex() with a pattern that is none (ZV04).
	//
	// Example:
	//
	//	model Book { id Int @id a String @@validate(regex(a, '[oops')) }
	CodePattern diag.Code = "ZM1104"
)

// Defaults, and what databases refuse.
const (
	// CodeAutoincrement: autoincrement() where the database has no counter (ZX13).
	//
	// Example:
	//
	//	datasource db { provider = 'sqlite' }
	//	model Book { id Int @id n Int @unique @default(autoincrement()) }
	CodeAutoincrement diag.Code = "ZM1213"

	// CodeDefaultValue: a default that the column cannot hold (ZX14).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @default(1.5) }
	CodeDefaultValue diag.Code = "ZM1214"

	// CodeDefaultMap: a named default outside of sqlserver (ZX15).
	//
	// Example:
	//
	//	model Book { id Int @id d Int @default(1, map: "x") }
	CodeDefaultMap diag.Code = "ZM1215"

	// CodeUpdatedAt: @updatedAt on a list (ZX16).
	//
	// Example:
	//
	//	model Book { id Int @id d DateTime[] @updatedAt }
	CodeUpdatedAt diag.Code = "ZM1216"

	// CodeNative: a native type that the database does not have, or not so (ZX17).
	//
	// Example:
	//
	//	model Book { id Int @id d String @db.LongText }
	CodeNative diag.Code = "ZM1217"
)

// Warnings.
const (
	// CodeNoEffect: an attribute that means nothing where it stands (ZW02).
	//
	// Example:
	//
	//	enum Kind { A @@auth }
	//	model Book { id Int @id }
	CodeNoEffect diag.Code = "ZM1902"

	// CodeMixed: && and || without parentheses (ZW03).
	//
	// Example:
	//
	//	model Book { id Int @id a Boolean b Boolean c Boolean @@allow('read', a || b && c) }
	CodeMixed diag.Code = "ZM1903"

	// CodeForeignValue: an enum compared with something that is none of its values (ZW04).
	//
	// Example:
	//
	//	enum Kind { ON }
	//	model Book { id Int @id k Kind @@allow('read', k == 'ON') }
	CodeForeignValue diag.Code = "ZM1904"

	// CodeNoRules: a model that nobody can use.
	//
	// Example:
	//
	//	model Book { id Int @id }
	CodeNoRules diag.Code = "ZM1905"

	// CodeGenerator: a generator in a v3 schema (ZD14).
	//
	// Example:
	//
	//	generator client { provider = 'prisma-client-js' }
	//	type Base { id Int @id }
	//	model Book with Base { title String }
	CodeGenerator diag.Code = "ZM1906"

	// CodeDialects: a rule that the dialects read differently, in a schema that has signs of both.
	//
	// Example:
	//
	//	model Book { id Int @id pw String @password n Int @deny('read', n > 9) @@validate(length(pw) > 2) }
	CodeDialects diag.Code = "ZM1907"

	// CodeDeprecated: a use of an attribute that its declaration calls deprecated (ZA11).
	//
	// Example:
	//
	//	attribute @old() @@@deprecated("use @new")
	//	model Book { id Int @id n Int @old }
	CodeDeprecated diag.Code = "ZM1908"

	// CodePlugin: a plugin that is a JavaScript package.
	//
	// Example:
	//
	//	plugin docs { provider = './docs' }
	//	model Book { id Int @id }
	CodePlugin diag.Code = "ZM1909"

	// CodeUnknown: a deny, or a rule for updating a field, that cannot be decided when a value is null.
	//
	// Example:
	//
	//	model Book { id Int @id state String? @@allow('all', true) @@deny('read', state != 'public') }
	CodeUnknown diag.Code = "ZM1910"
)
