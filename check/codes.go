package check

import "github.com/gozen-dev/gozen/diag"

// The checker's diagnostics, here and in the files called codes_*. Each comment
// names the reference's code in parentheses and ends in a schema that has exactly
// this one; a test holds them to it, with a PostgreSQL datasource in front where
// the example has none.

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

	// CodeNoSchema: a model or enum of a v2 schema that does not say in which of the listed schemas it lives (ZX21).
	//
	// Example:
	//
	//	datasource db {
	//	  provider = 'postgresql'
	//	  schemas = ['public', 'sales']
	//	}
	//	abstract model Base { id Int @id }
	//	model Book extends Base { title String }
	CodeNoSchema diag.Code = "ZM0314"

	// CodeNoColumn: an enum or a Json column where the database has none (ZX22).
	//
	// Example:
	//
	//	datasource db { provider = 'sqlserver' }
	//	model Book { id Int @id data Json }
	CodeNoColumn diag.Code = "ZM0315"
)
