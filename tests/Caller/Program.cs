using Signalbox.Calls;
using Signalbox.Deliveries;
using Signalbox.Feed;
using Signalbox.Hosting;
using Signalbox.Postgres;
using Signalbox.Streams;
using Signalbox.Tests.Caller;

// A process that calls a provider as the product does, with the product's settings, services and pipeline, but by order of a test: a line on
// standard input begins a run of calls, a line on standard output is its report. It ends with its input.
var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
builder.Logging.ClearProviders(); // standard output is for the reports
builder.WebHost.UseUrls("http://127.0.0.1:0");
var settings = builder.AddSignalboxSettings();
builder.AddPostgres(settings);
builder.AddStreams(Roles.Grains);
builder.AddFeed(Roles.Grains);
builder.AddDeliverySending();
builder.AddDeliveries(Roles.Grains);
builder.AddCalls(Roles.Grains);
builder.Services.AddSingleton<PermitWaits>();
builder.Services.AddSingleton<CallRuns>();
builder.CheckSettings();

await using var app = builder.Build();
app.Services.PrepareDatabase();
await app.StartAsync();
var runs = app.Services.GetRequiredService<CallRuns>();
Console.Out.WriteLine("ready");
while (await Console.In.ReadLineAsync() is { } line)
{
    Console.Out.WriteLine(await runs.RunAsync(CallOrder.Parse(line)));
}

await app.StopAsync();
