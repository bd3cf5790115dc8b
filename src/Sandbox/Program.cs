using Microsoft.Extensions.Options;
using Signalbox.Sandbox;

try
{
    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    if (builder.Configuration["urls"] is null)
    {
        builder.WebHost.UseUrls("http://127.0.0.1:12111");
    }

    var options = new SandboxOptions();
    builder.Configuration.GetSection("Sandbox").Bind(options);
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.AddSandbox(options, TimeProvider.System);
    await using var app = builder.Build();
    app.MapSandbox();
    await app.StartAsync();
    Console.Out.WriteLine($"The sandbox is ready on {string.Join(", ", app.Urls)}");
    if (options.UntilInputEnds)
    {
        _ = StopWithInputAsync(app);
    }

    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception e) when (e is OptionsValidationException or InvalidOperationException or IOException)
{
    Console.Error.WriteLine($"The sandbox cannot run. {e.Message}");
    return 1;
}

static async Task StopWithInputAsync(WebApplication app)
{
    await using var input = Console.OpenStandardInput();
    await input.CopyToAsync(Stream.Null);
    await app.StopAsync();
}
