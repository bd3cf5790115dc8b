using System.Collections.Frozen;
using System.Text.Json;
using Npgsql;
using Signalbox.Configuration;
using Signalbox.Http;
using Signalbox.Postgres;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Publishing;

/// <summary>The defined types in memory, read whole whenever one has changed. Safe for any number of callers at once.</summary>
internal sealed partial class EventTypeDirectory(NpgsqlDataSource dataSource, ILogger<EventTypeDirectory> logger) : IConfigurationPart
{
    /// <summary>The name of this part of the configuration.</summary>
    internal const string Part = "event_types";

    internal const string ReadSql = "SELECT type, description, is_checked, schema, changed_at FROM event_types ORDER BY type";

    private volatile FrozenDictionary<string, JsonSchema> _checked = FrozenDictionary<string, JsonSchema>.Empty;

    /// <inheritdoc/>
    public string Name => Part;

    /// <inheritdoc/>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var schemas = new Dictionary<string, JsonSchema>(StringComparer.Ordinal);
        foreach (var type in (await ReadAsync(cancellationToken)).Where(static t => t.Validate))
        {
            using var json = JsonDocument.Parse(type.Schema.Utf8);
            if (JsonSchema.Read(json.RootElement, (pointer, fault) => LogUnreadable(logger, type.Type, pointer, fault)) is { } schema)
            {
                schemas.Add(type.Type, schema);
            }
        }

        _checked = schemas.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>What is checked of a type; <see langword="null"/>: nothing.</summary>
    internal JsonSchema? SchemaToCheck(string type) => _checked.GetValueOrDefault(type);

    /// <summary>Every defined type, by name, out of the database.</summary>
    internal async Task<List<EventTypeView>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(ReadSql);
        return await command.ReadAllAsync(
            static row => new EventTypeView(
                row.GetString(0), row.GetString(1), EventTypeView.FromApi, row.GetBoolean(2), new JsonRawValue(System.Text.Encoding.UTF8.GetBytes(row.GetString(3))), row.GetDateTime(4)),
            cancellationToken);
    }

    // A schema of a later version, with keywords that this one does not know: what it cannot check it lets pass.
    [LoggerMessage(7052, LogLevel.Warning, "The events of the type {Type} are not checked here: {Pointer} of its schema {Fault}")]
    private static partial void LogUnreadable(ILogger logger, string type, string pointer, string fault);
}
