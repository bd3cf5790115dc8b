using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Signalbox.Backfills;
using Signalbox.Cache;
using Signalbox.Calls;
using Signalbox.Deliveries;
using Signalbox.Feed;
using Signalbox.Gaps;
using Signalbox.Hosting;
using Signalbox.Operations;
using Signalbox.People;
using Signalbox.Postgres;
using Signalbox.Reads;
using Signalbox.Rejections;
using Signalbox.Rebuilds;
using Signalbox.Replays;
using Signalbox.Sources;
using Signalbox.Streams;

var startedAt = Stopwatch.GetTimestamp();
if (args.Contains("--help") || args.Contains("-h"))
{
    Console.Out.WriteLine(CommandLine.Help);
    return (int)ExitCode.Stopped;
}

if (args.Contains("--version"))
{
    Console.Out.WriteLine($"Signalbox {typeof(CommandLine).Assembly.GetName().Version!.ToString(3)}");
    return (int)ExitCode.Stopped;
}

try
{
    // The slim builder: what it leaves out (IIS, static web assets, regular expressions in routes) is not used and takes time to start.
    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = CommandLine.Parse(args), ContentRootPath = AppContext.BaseDirectory });
    builder.WebHost.UseKestrelHttpsConfiguration();
    builder.Logging.AddConsoleLog();
    var settings = builder.AddSignalboxSettings();
    builder.AddKestrelLimits();
    builder.AddPostgres(settings);
    builder.AddStreams(settings.Roles);
    builder.AddFeed(settings.Roles);
    builder.AddPeople();
    builder.AddCalls(settings.Roles);
    builder.AddReads(settings.Roles);
    builder.AddDeliverySending();
    builder.AddDeliveries(settings.Roles);
    builder.AddCache(settings.Roles);
    builder.AddOperations(settings.Roles);
    builder.AddGaps(settings.Roles);
    builder.AddBackfills(settings.Roles);
    builder.AddReplays(settings.Roles);
    builder.AddRebuilds(settings.Roles);
    builder.AddSources(settings.Roles);
    builder.AddRejections(settings.Roles);
    builder.AddProxies();
    builder.AddHttp(settings.Roles);
    builder.AddApiKeys();
    builder.AddBanner(startedAt);

    builder.CheckSettings();
    await using var app = builder.Build();
    app.Services.PrepareDatabase();
    app.MapHttp(settings.Roles);
    return (int)await app.RunToEndAsync();
}
catch (StartupException e)
{
    Console.Error.WriteLine($"Signalbox cannot run. {e.Message}");
    return (int)e.Code;
}
catch (Exception e) when (e is SocketException or IOException { InnerException: AddressInUseException })
{
    Console.Error.WriteLine($"Signalbox cannot run. {e.Message}\nUse another address: ASPNETCORE_URLS=http://127.0.0.1:8081 ./run");
    return (int)ExitCode.Address;
}
