package check

import (
	"cmp"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

// Cure says in general what to do about a code: it is the hint of a finding that
// has no better one, and docs/errors.md ends every entry with it. It is empty for
// what is no code of the compiler.
func Cure(code diag.Code) string {
	return cmp.Or(
		cureText(code), cureName(code), cureDatasource(code), cureModel(code),
		cureRelation(code), cureAttribute(code), cureRule(code), cureWarning(code),
	)
}

// addCures gives a hint to every finding that has none.
func (c *checker) addCures() {
	for i := range c.diags {
		if d := &c.diags[i]; d.Hint == "" {
			d.Hint = Cure(d.Code)
		}
	}
}

func cureText(code diag.Code) string {
	switch code {
	case syntax.CodeCharacter:
		return "remove the character, or put the text into quotes"
	case syntax.CodeUnexpected:
		return "write what was expected in front of the marked place"
	case syntax.CodeTooDeep:
		return "split the expression: several allow rules are joined by ||"
	}
	return ""
}

func cureName(code diag.Code) string {
	switch code {
	case CodeDuplicate:
		return "rename one of the two, or remove it"
	case CodeDuplicateImport:
		return "rename one of the two: all files become one schema"
	case CodeImport:
		return "correct the path: it is relative to the file that the import stands in"
	case CodeUnknownType:
		return "use String, Int, BigInt, Float, Decimal, Boolean, DateTime, Json, Bytes, or a name that is declared in this file or one that it imports"
	case CodeUnknownName:
		return "name a field of the model, a value of an enum, or auth()"
	case CodeUnknownMember:
		return "name a member that the type has"
	case CodeDuplicateMember:
		return "rename one of the two, or remove the one that is inherited"
	case CodeReservedName:
		return "choose another name, and keep the one in the database with @map"
	case CodeImportOutside:
		return "move the file into the folder of the root file, or the root file up"
	case CodeProcedureName:
		return "choose another name: JavaScript objects have one like it already"
	}
	return ""
}

func cureDatasource(code diag.Code) string {
	switch code {
	case CodeNoDatasource:
		return `add datasource db { provider = "sqlite" url = env("DATABASE_URL") }`
	case CodeTwoDatasources:
		return "remove one of the two: a schema has one database"
	case CodeNoProvider:
		return `add provider = "sqlite", or "postgresql"`
	case CodeProviderLiteral:
		return `write it out: provider = "sqlite"`
	case CodeProvider:
		return "use one of the providers that are listed"
	case CodeURL:
		return `write url = env("DATABASE_URL")`
	case CodeRelationMode:
		return `write "foreignKeys", or remove the line`
	case CodePostgresOnly:
		return `remove the line, or change the provider to "postgresql"`
	case CodeDefaultSchema:
		return `write it out: defaultSchema = "public"`
	case CodeSchemas:
		return `write schemas = ["public", "other"]`
	case CodeSchemaMissing:
		return "add the schema to the list, or give every model its @@schema"
	case CodeSchemaName:
		return "add the name to schemas in the datasource, or correct it"
	case CodeNoLists:
		return "use a relation, or a type with @json"
	case CodeNoSchema:
		return "add @@schema with one of those that the datasource lists"
	case CodeNoColumn:
		return "use a String"
	}
	return ""
}

func cureModel(code diag.Code) string {
	switch code {
	case CodeNoID:
		return "add a field such as: id String @id @default(cuid())"
	case CodeTwoIDs:
		return "remove one of the two"
	case CodeManyIDs:
		return "write @@id([a, b]) for an id of two fields, or keep one @id"
	case CodeOptionalID:
		return "remove the '?'"
	case CodeIDType:
		return "take a String or an Int for the id"
	case CodeOptionalList:
		return "remove the '?': an empty list says the same"
	case CodeUnsupported:
		return `write Unsupported("the SQL type")`
	case CodeNeedsJSON:
		return "add @json, so that the value is stored as JSON"
	case CodeJSONRelation:
		return "take the relation out of the type, or make a model of the type"
	case CodeViewKey:
		return "remove it: the tables behind the view have keys and indexes"
	case CodeKeyRelation:
		return "list the fields of the relation's key"
	case CodeKeyTwice:
		return "remove one of the two"
	case CodeKeyName:
		return `give the key another name: name: "…"`
	case CodeMappedName:
		return "give one of them another name with map"
	case CodeIndexType:
		return "remove type, or change the provider"
	case CodeOptionalKey:
		return "make the fields of one key required, or add an @id"
	case CodeKeyOption:
		return "remove the argument"
	case CodeEmptyEnum:
		return "add a value, or remove the enum"
	case CodeFieldParams:
		return "add @computed, or remove the parameters"
	case CodeOperatorClass:
		return "remove ops, or take an index and a column that the class is for"
	case CodeBase:
		return "mark the base with @@delegate(field), or put what is shared in a type"
	case CodeTwoDelegates:
		return "keep one of the two, and make a type of the other"
	case CodeBaseCycle:
		return "take one of the bases out of the circle"
	case CodeMixinCycle:
		return "take one of the mixins out of the circle"
	case CodeBaseField:
		return "use fields that the model itself stores, or move the key to the base"
	case CodeMapNoBase:
		return "remove it, or extend a model with @@delegate"
	case CodeMapTwice:
		return "remove one of the two"
	case CodeMapValue:
		return "write a text, or a value of the discriminator's enum"
	case CodeMapString:
		return "write a value of the discriminator's enum, without quotes"
	case CodeMapEnum:
		return "write a text, in quotes"
	case CodeMapForeign:
		return "add the value to the enum, or name one that it has"
	case CodeMapShared:
		return "give one of them another value with @@delegateMap"
	case CodeDiscriminator:
		return "declare it as String or as an enum, without '?', in the base itself"
	case CodeUnknownBase:
		return "declare the base, or import its file"
	case CodeUnknownMixin:
		return "declare the type, or import its file"
	case CodeBaseDepth:
		return "extend fewer levels: put what is shared in types"
	}
	return ""
}
