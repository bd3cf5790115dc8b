using Microsoft.AspNetCore.Builder;
using Signalbox.Backfills;
using Signalbox.Cache;
using Signalbox.Calls;
using Signalbox.Deliveries;
using Signalbox.Feed;
using Signalbox.Gaps;
using Signalbox.Hosting;
using Signalbox.Operations;
using Signalbox.People;
using Signalbox.Reads;
using Signalbox.Rebuilds;
using Signalbox.Rejections;
using Signalbox.Replays;
using Signalbox.Streams;
using Signalbox.Tests.Unit.Repository;

namespace Signalbox.Tests.Unit.Hosting;

public sealed class EnvironmentExampleTests
{
    [Fact]
    public void Example_NamesEverySettingAndNoOther()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddSignalboxSettings();
        builder.AddKestrelLimits();
        builder.AddStreams(Roles.Api | Roles.Grains);
        builder.AddFeed(Roles.Api | Roles.Grains);
        builder.AddPeople();
        builder.AddCalls(Roles.Api | Roles.Grains);
        builder.AddReads(Roles.Api | Roles.Grains);
        builder.AddCache(Roles.Api | Roles.Grains);
        builder.AddOperations(Roles.Api | Roles.Grains);
        builder.AddGaps(Roles.Api | Roles.Grains);
        builder.AddBackfills(Roles.Api | Roles.Grains);
        builder.AddReplays(Roles.Api | Roles.Grains);
        builder.AddRebuilds(Roles.Api | Roles.Grains);
        builder.AddRejections(Roles.Api | Roles.Grains);
        builder.AddDeliverySending();
        builder.AddDeliveries(Roles.Api | Roles.Grains);
        builder.AddProxies();
        var known = builder.Services.Select(static s => s.IsKeyedService ? null : s.ImplementationInstance).OfType<OptionsSection>()
            .SelectMany(static section => section.Type.GetProperties().Select(property => SettingKeys.Display($"{section.Path}:{property.Name}")))
            .ToHashSet();

        var named = File.ReadLines(Path.Combine(RepositoryRoot.Folder, ".env.example"))
            .Select(static line => line.TrimStart('#').Split('=')[0])
            .Where(static key => key.StartsWith("Signalbox__", StringComparison.Ordinal) && !key.StartsWith("Signalbox__Accounts__", StringComparison.Ordinal) && !key.Contains(' ', StringComparison.Ordinal))
            .ToHashSet();

        known.Add("Signalbox__Roles");
        known.Add("Signalbox__Providers__Folder");
        Assert.Equal(known.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }
}
