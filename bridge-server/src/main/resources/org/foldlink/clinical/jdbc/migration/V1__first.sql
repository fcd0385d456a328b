-- For H2 and PostgreSQL alike. ${code_order}: compared by the characters' codes, whatever the server's language.

-- One row. Every transaction locks it first, so that they run one after another.
CREATE TABLE store (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    salt VARCHAR(64),
    seeded BOOLEAN NOT NULL
);
INSERT INTO store (id, salt, seeded) VALUES (1, NULL, FALSE);

CREATE TABLE symptoms (
    id VARCHAR(64) PRIMARY KEY,
    place_in_list INTEGER NOT NULL,
    name VARCHAR(200) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    clinical_term VARCHAR(200) NOT NULL,
    snomed VARCHAR(18)
);

CREATE TABLE symptom_synonyms (
    symptom VARCHAR(64) NOT NULL REFERENCES symptoms (id),
    place_in_list INTEGER NOT NULL,
    synonym VARCHAR(200) NOT NULL,
    PRIMARY KEY (symptom, place_in_list)
);

CREATE TABLE literature (
    id VARCHAR(64) PRIMARY KEY,
    place_in_list INTEGER NOT NULL,
    citation VARCHAR(1000) NOT NULL
);

CREATE TABLE symptom_regions (
    symptom VARCHAR(64) NOT NULL REFERENCES symptoms (id),
    region VARCHAR(64) NOT NULL,
    laterality VARCHAR(16) NOT NULL,
    place_in_list INTEGER NOT NULL,
    weight DOUBLE PRECISION NOT NULL CHECK (weight > 0 AND weight <= 1),
    reference VARCHAR(64) NOT NULL REFERENCES literature (id),
    why VARCHAR(1000) NOT NULL,
    PRIMARY KEY (symptom, region, laterality)
);

CREATE TABLE patients (
    id VARCHAR(64) ${code_order} PRIMARY KEY,
    pseudonym VARCHAR(200),
    sex VARCHAR(16),
    age INTEGER CHECK (age BETWEEN 0 AND 130)
);

CREATE TABLE observations (
    patient VARCHAR(64) ${code_order} NOT NULL REFERENCES patients (id),
    symptom VARCHAR(64) NOT NULL REFERENCES symptoms (id),
    side VARCHAR(16) NOT NULL,
    onset DATE,
    severity VARCHAR(16),
    PRIMARY KEY (patient, symptom, side)
);
CREATE INDEX observations_of_symptom ON observations (symptom);

CREATE TABLE studies (
    id VARCHAR(64) PRIMARY KEY,
    patient VARCHAR(64) ${code_order} NOT NULL REFERENCES patients (id),
    acquired TIMESTAMP(6) WITH TIME ZONE,
    modality VARCHAR(16) NOT NULL,
    description VARCHAR(1000) NOT NULL
);
CREATE INDEX studies_of_patient ON studies (patient);

CREATE TABLE results (
    id VARCHAR(64) PRIMARY KEY,
    study VARCHAR(64) NOT NULL REFERENCES studies (id),
    kind VARCHAR(64) NOT NULL,
    document_schema INTEGER NOT NULL,
    document TEXT NOT NULL,
    made TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX results_of_study ON results (study);

CREATE TABLE audit (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    happened TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    address VARCHAR(200) NOT NULL,
    claimed_name VARCHAR(200) NOT NULL,
    identity_is VARCHAR(32) NOT NULL,
    action VARCHAR(32) NOT NULL,
    subject VARCHAR(80) NOT NULL,
    outcome VARCHAR(32) NOT NULL
);
CREATE INDEX audit_of_subject ON audit (subject);
