using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Signalbox.Publishing;
using Signalbox.Tests.Storage.Secrets;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Publishing;

/// <summary>Types as rows, changed by one process and checked by another.</summary>
public sealed class EventTypeTests : IAsyncLifetime
{
    private const string Schema = """{ "type":"object" }""";

    private TestDatabase _database = null!;
    private KeyProcess _process = null!;
    private EventTypeDirectory _there = null!;
    private PostgresEventTypes _types = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _process = new KeyProcess(_database);
        _there = new EventTypeDirectory(_database.DataSource, NullLogger<EventTypeDirectory>.Instance);
        _types = new PostgresEventTypes(_process.EventTypes, _process.Configuration, _database.DataSource);
        await _process.Configuration.LoadAllAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Put_IsCheckedHereAtOnce_AndThereAtTheNextLook_AsItWasGiven()
    {
        var put = await _types.PutAsync("order.shipped", "Has left", Schema, isChecked: true, default);

        Assert.Equal(("order.shipped", "Has left", true, Schema), (put!.Type, put.Description, put.Validate, Encoding.UTF8.GetString(put.Schema.Utf8.Span)));
        Assert.NotNull(_types.SchemaToCheck("order.shipped"));
        Assert.Null(_there.SchemaToCheck("order.shipped"));
        Assert.Equal(1L, await _database.ScalarAsync($"SELECT revision FROM configuration_revisions WHERE name = '{EventTypeDirectory.Part}'"));
        await _there.LoadAsync(default);
        using var text = JsonDocument.Parse("1");
        var faults = 0;
        _there.SchemaToCheck("order.shipped")!.Check(text.RootElement, (_, _) => faults++);
        Assert.Equal(1, faults);
    }

    [Fact]
    public async Task Put_Again_ChangesIt_DeleteTakesItAway_OwnTypesStay()
    {
        await _types.PutAsync("order.shipped", string.Empty, Schema, isChecked: true, default);
        await _types.PutAsync("order.shipped", "x", "{}", isChecked: false, default);
        Assert.Null(_types.SchemaToCheck("order.shipped"));
        Assert.Equal(["delivery.exhausted", "destination.disabled", "destination.failing", "destination.recovered", "destination.test", "order.shipped"], (await _types.ListAsync(default)).Select(static t => t.Type));

        Assert.True(await _types.DeleteAsync("order.shipped", default));
        Assert.False(await _types.DeleteAsync("order.shipped", default));
        Assert.Equal(OwnEventTypes.All, (await _types.ListAsync(default)).Select(static t => t.Type));
    }

    [Fact]
    public async Task Put_OneTooMany_IsRefused_ButNotTheChangeOfOne()
    {
        await _database.ExecuteAsync($"INSERT INTO event_types (type, schema) SELECT 't' || n, '{{}}' FROM generate_series(1, {EventTypeView.MostTypes}) n");
        Assert.Null(await _types.PutAsync("one.more", string.Empty, "{}", isChecked: false, default));
        Assert.NotNull(await _types.PutAsync("t1", "x", "{}", isChecked: false, default));
    }
}
