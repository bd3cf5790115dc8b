using System.Text.Json;
using Signalbox.Http;
using Signalbox.Publishing;

namespace Signalbox.Tests.Unit.Publishing;

/// <summary>Types in memory, without a database.</summary>
internal sealed class FakeEventTypes : IEventTypes
{
    internal Dictionary<string, EventTypeView> Types { get; } = [];

    public Task<IReadOnlyList<EventTypeView>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<EventTypeView>>([.. Types.Values]);

    public Task<EventTypeView?> PutAsync(string type, string description, string schema, bool isChecked, CancellationToken cancellationToken) =>
        Task.FromResult<EventTypeView?>(Types[type] = new EventTypeView(
            type, description, EventTypeView.FromApi, isChecked, new JsonRawValue(System.Text.Encoding.UTF8.GetBytes(schema)), DateTime.UnixEpoch));

    public Task<bool> DeleteAsync(string type, CancellationToken cancellationToken) => Task.FromResult(Types.Remove(type));

    public JsonSchema? SchemaToCheck(string type)
    {
        if (!Types.TryGetValue(type, out var known) || !known.Validate)
        {
            return null;
        }

        using var json = JsonDocument.Parse(known.Schema.Utf8);
        return JsonSchema.Read(json.RootElement, static (pointer, fault) => throw new InvalidOperationException($"{pointer} {fault}"));
    }
}
