namespace Signalbox.Publishing;

/// <summary>The types of events that the product publishes, as far as it says what they look like. Safe for any number of callers at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IEventTypes
{
    /// <summary>Every type that is defined, by name, and those of Signalbox's own events.</summary>
    Task<IReadOnlyList<EventTypeView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Defines a type, or changes its definition. Known to this process on return; to others within seconds.</summary>
    /// <returns><see langword="null"/> if there are as many types as there may be.</returns>
    Task<EventTypeView?> PutAsync(string type, string description, string schema, bool isChecked, CancellationToken cancellationToken);

    /// <summary>Takes a definition away.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> DeleteAsync(string type, CancellationToken cancellationToken);

    /// <summary>What the data of an event of this type must fit, out of memory; <see langword="null"/>: anything does.</summary>
    JsonSchema? SchemaToCheck(string type);
}
