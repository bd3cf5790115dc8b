using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;
using Signalbox.Http;

namespace Signalbox.Projections;

/// <summary>Writes rows of a projection as JSON objects.</summary>
internal static class RowJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="resource">Whose columns the row has, in this order.</param>
    /// <param name="row">The row.</param>
    internal static ProjectedObject Read(ProjectionResource resource, NpgsqlDataReader row)
    {
        var output = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            writer.WriteStartObject();
            for (var i = 0; i < resource.Columns.Count; i++)
            {
                writer.WritePropertyName(resource.Columns[i].Name);
                WriteValue(writer, resource.Columns[i].Kind, row, i);
            }

            writer.WriteEndObject();
        }

        return new ProjectedObject(row.GetString(0), row.GetString(1), new JsonRawValue(output.WrittenMemory));
    }

    /// <summary>The object with one more member, a list.</summary>
    internal static ProjectedObject With(this ProjectedObject whole, string name, IEnumerable<ProjectedObject> parts)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartArray();
            foreach (var part in parts)
            {
                writer.WriteRawValue(part.Json.Utf8.Span, skipInputValidation: true);
            }

            writer.WriteEndArray();
        }

        var json = whole.Json.Utf8.Span;
        return whole with { Json = new JsonRawValue((byte[])[.. json[..^1], .. ",\""u8, .. System.Text.Encoding.UTF8.GetBytes(name), .. "\":"u8, .. output.WrittenSpan, .. "}"u8]) };
    }

    private static void WriteValue(Utf8JsonWriter writer, ColumnKind kind, NpgsqlDataReader row, int i)
    {
        if (row.IsDBNull(i))
        {
            writer.WriteNullValue();
            return;
        }

        switch (kind)
        {
            case ColumnKind.Text:
                writer.WriteStringValue(row.GetString(i));
                break;
            case ColumnKind.Number:
                writer.WriteNumberValue(row.GetInt64(i));
                break;
            case ColumnKind.Flag:
                writer.WriteBooleanValue(row.GetBoolean(i));
                break;
            case ColumnKind.Time:
                writer.WriteStringValue(row.GetDateTime(i));
                break;
            case ColumnKind.Json:
                writer.WriteRawValue(row.GetFieldValue<byte[]>(i), skipInputValidation: true);
                break;
            default:
                throw new UnreachableException();
        }
    }
}
