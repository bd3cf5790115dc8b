using Signalbox.Providers;
using Signalbox.Providers.Definitions;

namespace Signalbox.Tests.Unit.Providers.Definitions;

public sealed class ProviderFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("signalbox-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_NamesThatAreTaken_AreFaultsOfTheirFiles_AndTheOthersAreRead()
    {
        Write("a.json", "acme");
        Write("b.json", "acme");
        Write("c.json", "clerk");
        Write("d.json", "another");

        var (definitions, faults) = ProviderFolder.Read(_folder, new ProviderCatalog().IsBuiltIn);

        Assert.Equal(["acme", "another"], definitions.Select(static d => d.Name));
        Assert.Equal(["b.json: /name must be another one: a.json defines 'acme' already", "c.json: /name must be another one: 'clerk' is built in"], faults);
    }

    [Fact]
    public void Read_NoFolder_IsEmpty()
    {
        var (definitions, faults) = ProviderFolder.Read(Path.Combine(_folder, "none"), static _ => false);

        Assert.Empty(definitions);
        Assert.Empty(faults);
    }

    private void Write(string file, string name) => File.WriteAllText(
        Path.Combine(_folder, file), $$"""{"name":"{{name}}","signature":{"scheme":"shared-secret","header":"X-Key"},"id":"{/id}","type":"{/type}"}""");
}
