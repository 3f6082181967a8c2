import "./appearance.js";
import "./errors.js";
import "./once.js";
import "./floats.js";
import "./counts.js";
import "./copies.js";
import "./reveal.js";
