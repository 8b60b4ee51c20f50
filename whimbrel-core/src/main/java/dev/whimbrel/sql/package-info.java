/**
 * The lexical structure of PostgreSQL: bytes in, statements with exact positions and kinds out. Pure.
 *
 * <p>Start reading at {@code SqlScanner}: it draws tokens from a {@code Lexer}, which knows the forms of literals, names and
 * operators; {@code RoutineBody} tells which semicolons belong to a body, {@code KindReader} reads a statement's kind off its
 * keywords, {@code StringSetting} follows the one setting that changes how literals read, and {@code CopyData} and
 * {@code MetaCommand} know what psql alone understands. {@code TokenDigest}, {@code LongNames} and {@code Tokens}, which
 * whoever reads more than that asks, use the same lexer.
 */
@NullMarked
package dev.whimbrel.sql;

import org.jspecify.annotations.NullMarked;
