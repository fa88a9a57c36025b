package check

import (
	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

func cureRelation(code diag.Code) string {
	switch code {
	case CodeNoOpposite:
		return "add the field at the other side of the relation"
	case CodeAmbiguous:
		return `name each relation: add @relation("…") to both of its fields`
	case CodeHalfKey:
		return "write both: @relation(fields: […], references: […])"
	case CodeEmptyKey:
		return "list the fields of the key, as in fields: [authorId], references: [id]"
	case CodeKeyLength:
		return "list as many fields as references: each field holds the value of the reference at the same place"
	case CodeKeyOptional:
		return "make both the relation and its key optional, or neither"
	case CodeKeyField:
		return "name a field that exists, or add it"
	case CodeKeyType:
		return "give the key the type of the field that it refers to"
	case CodeBothKeys:
		return "remove fields and references from one of the two: the side that has the column keeps them"
	case CodeNoKey:
		return "add @relation(fields: […], references: […]) to the side that is to have the column"
	case CodeOtherSide:
		return "add a '?' to its type"
	case CodeKeyUnique:
		return "add @unique to the key, or make the other side a list"
	case CodeManyKey:
		return "remove them: the pairs are kept in a table of their own; or declare that table as a model"
	case CodeSelfName:
		return `add @relation("…") with one name to both fields`
	case CodeReferences:
		return "refer to @id, or add @unique to what is referred to"
	case CodeKeyTogether:
		return "add @@unique over exactly the fields of the key"
	case CodeKeyWidth:
		return "give the key the type of the field that it refers to"
	case CodeManyID:
		return "give both models a single @id, or declare the table between them as a model"
	case CodeActionSide:
		return "move it to the field with fields and references"
	case CodeSetNull:
		return "make the key optional, or take Cascade or Restrict"
	case CodeAction:
		return "take NoAction"
	case CodeSelfMany:
		return "use the name on two fields; give other relations other names"
	case CodeEmptyRelationName:
		return "write a name, or leave it out"
	case CodeNotRelation:
		return "remove it, or give the field a model as its type"
	case CodeCascadePaths:
		return "write onDelete: NoAction, onUpdate: NoAction on one of the relations"
	}
	return ""
}

func cureAttribute(code diag.Code) string {
	switch code {
	case CodeUnknownAttribute:
		return "correct the name, or declare it: attribute @name()"
	case CodeTarget:
		return "remove it, or change the field's type"
	case CodePositional:
		return "write the parameter's name in front: name: value"
	case CodeUnknownArg:
		return "correct the name of the parameter, or remove the argument"
	case CodeArgTwice:
		return "remove one of the two"
	case CodeMissingArg:
		return "add the arguments that are missing"
	case CodeArgType:
		return "write a value of the parameter's type"
	case CodeOnce:
		return "keep one of them"
	case CodeOnceInModel:
		return "keep it on one field"
	case CodeOperation:
		return "write the operations as a text: 'read,update'"
	case CodeRegex:
		return "correct the pattern: it is JavaScript's, without back-references, and looks around only in ^(?=…) and (?<!…)$"
	case CodeNoFields:
		return "list at least one field: [name]"
	case CodeWrongProvider:
		return "remove it, or change the provider"
	case CodeTargetField:
		return "remove it here"
	case CodeTypeOnly:
		return "remove it, or declare a type and use that as the type of a Json field"
	case CodeFunctionContext:
		return "use a function that is made for this place"
	case CodeMissingParam:
		return "add the argument"
	case CodeCallArg:
		return "pass a value of the type that the parameter takes"
	case CodeCasing:
		return "write one of the words that are listed"
	case CodeFormat:
		return "put %s where the id is to stand"
	case CodeUUID:
		return "write uuid(4) or uuid(7)"
	case CodeCUID:
		return "write cuid() or cuid(2)"
	case CodeNanoid:
		return "write a length from 2 to 255, or nanoid()"
	case CodeParamType:
		return "declare the parameter with a builtin type, or Any"
	case CodeUnknownFunction:
		return "correct the name, or declare the function"
	case CodeAutoincrement:
		return "take a default that Gozen makes: cuid(), uuid() or now()"
	case CodeDefaultValue:
		return "write a value that the column can hold"
	case CodeDefaultMap:
		return "remove map"
	case CodeUpdatedAt:
		return "put it on a DateTime, without the brackets"
	case CodeNative:
		return "remove it, or take a native type that this database has for the field's type"
	case CodeEncryptedKey:
		return "take the key off, or @encrypted"
	case CodeDeletedAt:
		return "write deletedAt DateTime? @deletedAt"
	}
	return ""
}

func cureRule(code diag.Code) string {
	switch code {
	case CodeOperands:
		return "compare values of one type"
	case CodeOperandType:
		return "use a number or a DateTime with <, <=, > and >=; a Boolean with && and ||"
	case CodeOperandList:
		return "ask about the list's elements: has(list, value), or value in list"
	case CodeInLeft:
		return "put a single value on the left, such as a key"
	case CodeInRight:
		return "put a list on the right: n in [1, 2]"
	case CodeModelsCompared:
		return "compare their keys"
	case CodeNotCollection:
		return "leave the brackets out: author.name == 'x'; they are for lists of rows"
	case CodeBareBinding:
		return "write the binding, a dot and a member"
	case CodeNotBoolean:
		return "compare it: !(n == 0)"
	case CodeUnknownOperation:
		return "use create, read, update, post-update, delete or all"
	case CodeCreateRelation:
		return "leave 'create' to a rule without that relation: nothing refers to a row before it exists"
	case CodeBeforeOp:
		return "make it a rule for 'post-update' alone"
	case CodeBeforeField:
		return "write it as @@deny('post-update', …) on the model"
	case CodeFutureField:
		return "write it as @@deny('update', …) on the model"
	case CodeRuleRelation:
		return "put the rule on the fields of the relation's key"
	case CodeRuleComputed:
		return "remove the rule: guard the fields that the value is computed from"
	case CodeRuleParams:
		return "compute a field without parameters for the rule"
	case CodeEncrypted:
		return "compare another field: what is encrypted has no order and no equal"
	case CodeBeforeRelation:
		return "compare the fields of the key: before().authorId"
	case CodeCheckField:
		return "name a relation of the model: check(author)"
	case CodeCheckList:
		return "ask about the rows of a list: list?[…]"
	case CodeCheckOp:
		return "write one of the four, or leave it out for that of the rule"
	case CodeCheckCycle:
		return "write out one of the rules instead of calling check()"
	case CodeTwoAuths:
		return "keep one of them"
	case CodeNoAuth:
		return "add @@auth to the model that signs in, or name it User"
	case CodeFutureOp:
		return "make it a rule for 'update' alone"
	case CodeRuleOnID:
		return "put the rule on the model: a row without its id cannot be told from others"
	case CodeBothForms:
		return "write all of them for 'post-update', with before() for old values"
	case CodeValidateRelation:
		return "compare fields of the row itself; a rule about other rows is an @@deny"
	case CodeLengthArg:
		return "pass a String or a list; compare a number itself"
	case CodePatternLiteral:
		return "write the pattern out, in quotes"
	case CodePattern:
		return "correct the pattern: it is JavaScript's, without back-references, and looks around only in ^(?=…) and (?<!…)$"
	}
	return ""
}

func cureWarning(code diag.Code) string {
	switch code {
	case syntax.CodeLooseDoc:
		return "use // for a plain comment, or move it above what it documents"
	case CodeNoEffect:
		return "remove it"
	case CodeMixed:
		return "put parentheses around one of the two"
	case CodeForeignValue:
		return "compare with a value of the same enum, without quotes"
	case CodeNoRules:
		return "add an @@allow, such as @@allow('read', true)"
	case CodeGenerator:
		return "remove the block, or keep it for the other tools that read the schema"
	case CodeDialects:
		return "write the rule in one dialect, or say which one is meant: // gozen:dialect v2"
	case CodeDialect:
		return "write // gozen:dialect v2, or v3"
	case CodeDeprecated:
		return "use what the message names instead"
	case CodePlugin:
		return "nothing needs doing when another tool runs them; else remove the blocks"
	case CodeUnknown:
		return "say what null means: x != null && …, or x == null || …"
	case CodeAlways:
		return "write true if that is meant; else look for what was to be compared"
	case CodeNever:
		return "correct the condition, or remove the rule: what no rule allows is denied"
	case CodeDeadDeny:
		return "correct the condition, or remove the rule"
	case CodeSecret:
		return "add @omit, or @deny('read', auth() == null)"
	case CodeCascade:
		return "let a rule of the model that is deleted look at the relation, or take onDelete: Restrict"
	case CodeUnindexed:
		return "add an @@index that begins with the column"
	case CodeIgnoreReason:
		return "write // gozen:ignore, the code, and why"
	case CodeIgnoreUnused:
		return "remove the comment, or put it right above the line that is warned about; errors cannot be ignored"
	case CodeKeyIndex:
		return "add an @@index over the key"
	}
	return ""
}
