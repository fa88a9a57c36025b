CREATE TABLE "public"."Téééééééééééééééééééé" ("id" integer NOT NULL, "féééééééééééééééééééé" integer NOT NULL, PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "Téééééééééééééééééééé_féééééééé_key" ON "public"."Téééééééééééééééééééé" ("féééééééééééééééééééé");
