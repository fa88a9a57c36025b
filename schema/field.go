package schema

// Kind is the base type of a value.
type Kind uint8

// The base types. Enum, Model and Custom values name their declaration in
// [ValueType.Name]. Null, Any, Object and Void occur in expressions and procedures only.
const (
	Invalid Kind = iota
	String
	Boolean
	Int
	BigInt
	Float
	Decimal
	DateTime
	JSON
	Bytes
	EnumKind
	ModelKind
	Custom
	Unsupported
	Null
	Any
	Object
	Void
)

// kindNames returns the types' names as ZModel writes them, by Kind.
func kindNames() [18]string {
	return [...]string{
		"", "String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes",
		"Enum", "Model", "Type", "Unsupported", "Null", "Any", "Object", "Void",
	}
}

// String returns the type's name as ZModel writes it.
func (k Kind) String() string { return kindNames()[k] }

// Numeric reports whether k holds numbers.
func (k Kind) Numeric() bool { return k == Int || k == BigInt || k == Float || k == Decimal }

// ValueType is the type of a field, an expression or a parameter.
type ValueType struct {
	Kind     Kind   `json:"kind"`
	Name     string `json:"name,omitempty"` // of the enum, model or custom type; SQL type of an Unsupported
	List     bool   `json:"list,omitempty"`
	Optional bool   `json:"optional,omitempty"`
}

// Field is one member of a model or a custom type.
type Field struct {
	Name   string    `json:"name"`
	Column string    `json:"column,omitempty"` // as @map says, else Name; empty for relations
	Type   ValueType `json:"type"`
	Doc    string    `json:"doc,omitempty"`
	Pos    Pos       `json:"pos,omitzero"`

	// Base names the delegate base that declares and stores the field; empty
	// for a field stored in the model's own table.
	Base string `json:"base,omitempty"`

	Unique        bool          `json:"unique,omitempty"` // alone a unique key (@id or @unique)
	Default       *Default      `json:"default,omitempty"`
	UpdatedAt     bool          `json:"updatedAt,omitempty"`
	UpdatedIgnore []string      `json:"updatedIgnore,omitempty"` // @updatedAt(ignore: […])
	Native        *Native       `json:"native,omitempty"`
	Relation      *Relation     `json:"relation,omitempty"` // exactly on fields of ModelKind
	Rules         []*Rule       `json:"rules,omitempty"`
	Validations   []*Validation `json:"validations,omitempty"` // in written order
	Omit          bool          `json:"omit,omitempty"`
	Password      *Password     `json:"password,omitempty"`
	Encrypted     bool          `json:"encrypted,omitempty"`
	Computed      bool          `json:"computed,omitempty"`
	Params        []*Parameter  `json:"params,omitempty"` // of a computed field
	DeletedAt     bool          `json:"deletedAt,omitempty"`
	Ignore        bool          `json:"ignore,omitempty"` // @ignore: in the database, not in the client
	Fuzzy         bool          `json:"fuzzy,omitempty"`
	FullText      bool          `json:"fullText,omitempty"`
	Attributes    []*Attribute  `json:"attributes,omitempty"`
}

// IsRelation reports whether the field leads to another model's rows.
func (f *Field) IsRelation() bool { return f.Relation != nil }

// Stored reports whether a column holds the field.
func (f *Field) Stored() bool { return f.Relation == nil && !f.Computed }

// Default says where a field's value comes from when a create does not give
// one. Exactly one of Value, Auth and Func is set.
type Default struct {
	Value Expr     `json:"-"`              // *Literal, or *List of them
	Auth  []string `json:"auth,omitempty"` // auth().a.b as ["a","b"]
	Func  string   `json:"func,omitempty"` // cuid uuid nanoid ulid now autoincrement dbgenerated
	// Arg is the function's number: cuid and uuid version, nanoid length; 0 when not given.
	Arg int `json:"arg,omitempty"`
	// Format is the id pattern; %s stands for the id and \%s for itself.
	Format string `json:"format,omitempty"`
	// SQL is the expression of dbgenerated.
	SQL string `json:"sql,omitempty"`
}

// ByDatabase reports whether the database, not Gozen, makes the value.
func (d *Default) ByDatabase() bool { return d.Func == "autoincrement" || d.Func == "dbgenerated" }

// Native is a column type given by an @db attribute.
type Native struct {
	Name string   `json:"name"` // without "db.": VarChar, Uuid, …
	Args []string `json:"args,omitempty"`
}

// Password configures @password.
type Password struct {
	Cost int    `json:"cost,omitempty"` // bcrypt's; 0 means the default
	Salt string `json:"salt,omitempty"`
}

// Action is what the database does to referring rows.
type Action string

// The referential actions.
const (
	Cascade    Action = "Cascade"
	Restrict   Action = "Restrict"
	NoAction   Action = "NoAction"
	SetNull    Action = "SetNull"
	SetDefault Action = "SetDefault"
)

// Relation is a relation seen from one of its ends.
type Relation struct {
	Name     string `json:"name,omitempty"`
	Target   string `json:"target"`   // the model at the other end
	Opposite string `json:"opposite"` // that model's field for this relation

	// Fields and References are set on the end that holds the foreign key, and
	// only there: Fields of this model hold References of the target.
	Fields     []string `json:"fields,omitempty"`
	References []string `json:"references,omitempty"`
	OnDelete   Action   `json:"onDelete,omitempty"` // resolved, never empty on the owner
	OnUpdate   Action   `json:"onUpdate,omitempty"`
	Map        string   `json:"map,omitempty"` // the constraint's name

	// Join is set on both ends of an implicit many-to-many relation.
	Join *Join `json:"join,omitempty"`
}

// Owner reports whether this end holds the foreign key.
func (r *Relation) Owner() bool { return len(r.Fields) > 0 }

// Join is the table of an implicit many-to-many relation.
type Join struct {
	Table string `json:"table"`
	This  string `json:"this"`  // the column, A or B, that holds this end's id
	Other string `json:"other"` // the column that holds the other end's id
}

// Validation is a validation or transformation attribute of a field.
type Validation struct {
	Name    string     `json:"name"` // without "@": email, length, gt, trim, …
	Args    []*Literal `json:"-"`    // in the order declared, without the message; nil where not given
	Message string     `json:"message,omitempty"`
}

// Validate is a @@validate rule.
type Validate struct {
	Cond    Expr     `json:"-"`
	Message string   `json:"message,omitempty"`
	Path    []string `json:"path,omitempty"`
	Pos     Pos      `json:"pos,omitzero"`
}

// Ops is a set of operations that a rule covers.
type Ops uint8

// The operations. The rule word "all" covers every one but PostUpdate.
const (
	OpCreate Ops = 1 << iota
	OpRead
	OpUpdate
	OpDelete
	OpPostUpdate

	OpAll = OpCreate | OpRead | OpUpdate | OpDelete
)

// Rule is an @@allow, @@deny, @allow or @deny. Its zero value allows nothing:
// it is a deny without a condition, which fires.
type Rule struct {
	Allow bool `json:"allow,omitempty"`
	Ops   Ops  `json:"ops"`
	Cond  Expr `json:"-"`
	// Override is @allow's third argument: the field rule replaces the model's.
	Override bool `json:"override,omitempty"`
	// Old says that bare fields mean the row before the update and that the new
	// row is reached through future(); set on v2 rules moved to OpPostUpdate.
	Old bool `json:"old,omitempty"`
	Pos Pos  `json:"pos,omitzero"`
}
