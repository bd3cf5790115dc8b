using Microsoft.AspNetCore.Http;
using Npgsql;
using Signalbox.Bench.Baselines;
using Signalbox.Providers;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);

var secret = builder.Configuration["STRIPE_WEBHOOK_SECRET"] ?? throw new InvalidOperationException("STRIPE_WEBHOOK_SECRET is missing.");
var database = builder.Configuration.GetConnectionString("Signalbox") ?? throw new InvalidOperationException("ConnectionStrings__Signalbox is missing.");
builder.Services
    .AddSingleton(TimeProvider.System)
    .AddSingleton(new WebhookSecret(secret))
    .AddSingleton(NpgsqlDataSource.Create(database))
    .AddSingleton<IngestEndpoint>();
switch (builder.Configuration["mode"])
{
    case "plain":
        builder.Services.AddSingleton<IEventSink, PlainSink>();
        break;

    case "accept-only":
        builder.Services
            .AddSingleton<GroupCommitSink>()
            .AddSingleton<IEventSink>(static services => services.GetRequiredService<GroupCommitSink>())
            .AddHostedService(static services => services.GetRequiredService<GroupCommitSink>());
        break;

    case var other:
        throw new InvalidOperationException($"--mode must be 'plain' or 'accept-only', not '{other}'.");
}

await using var app = builder.Build();
await using (var create = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(EventTable.CreateSql))
{
    await create.ExecuteNonQueryAsync();
}

app.MapPost("/ingest/{source}", (RequestDelegate)app.Services.GetRequiredService<IngestEndpoint>().HandleAsync);
app.MapGet("/health/ready", static () => Results.Ok());
await app.RunAsync();
