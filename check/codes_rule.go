package check

import "github.com/gozen-dev/gozen/diag"

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

	// CodeRuleParams: a field with parameters in a rule, which cannot give arguments.
	//
	// Example:
	//
	//	model Book { id Int @id sold(since: DateTime) Int @computed @@allow('read', sold > 3) }
	CodeRuleParams diag.Code = "ZM1020"
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
