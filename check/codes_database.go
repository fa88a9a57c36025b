package check

import "github.com/gozen-dev/gozen/diag"

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

	// CodeEncryptedKey: an encrypted field that the database would have to compare, or a list of them.
	//
	// Example:
	//
	//	model Book { id Int @id secret String @unique @encrypted }
	CodeEncryptedKey diag.Code = "ZM1218"

	// CodeDeletedAt: a @deletedAt that cannot tell deleted rows from others.
	//
	// Example:
	//
	//	model Book { id Int @id deletedAt DateTime @deletedAt }
	CodeDeletedAt diag.Code = "ZM1219"
)
