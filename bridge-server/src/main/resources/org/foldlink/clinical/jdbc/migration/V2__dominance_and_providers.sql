-- Patients that were there before: nobody was asked.
ALTER TABLE patients ADD COLUMN dominance VARCHAR(16) DEFAULT 'UNKNOWN' NOT NULL;

CREATE TABLE hospitals (
    id VARCHAR(64) PRIMARY KEY,
    place_in_list INTEGER NOT NULL,
    name VARCHAR(200) NOT NULL,
    place VARCHAR(200) NOT NULL,
    latitude DOUBLE PRECISION CHECK (latitude BETWEEN -90 AND 90),
    longitude DOUBLE PRECISION CHECK (longitude BETWEEN -180 AND 180),
    CHECK ((latitude IS NULL) = (longitude IS NULL))
);

CREATE TABLE hospital_departments (
    hospital VARCHAR(64) NOT NULL REFERENCES hospitals (id),
    place_in_list INTEGER NOT NULL,
    department VARCHAR(200) NOT NULL,
    PRIMARY KEY (hospital, place_in_list)
);

CREATE TABLE hospital_capabilities (
    hospital VARCHAR(64) NOT NULL REFERENCES hospitals (id),
    place_in_list INTEGER NOT NULL,
    capability VARCHAR(200) NOT NULL,
    PRIMARY KEY (hospital, place_in_list)
);

CREATE TABLE doctors (
    id VARCHAR(64) PRIMARY KEY,
    place_in_list INTEGER NOT NULL,
    name VARCHAR(200) NOT NULL,
    hospital VARCHAR(64) NOT NULL REFERENCES hospitals (id),
    speciality VARCHAR(200) NOT NULL
);

CREATE TABLE doctor_expertise (
    doctor VARCHAR(64) NOT NULL REFERENCES doctors (id),
    place_in_list INTEGER NOT NULL,
    expertise VARCHAR(200) NOT NULL,
    PRIMARY KEY (doctor, place_in_list)
);
