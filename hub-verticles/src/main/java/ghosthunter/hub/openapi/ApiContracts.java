package ghosthunter.hub.openapi;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The documents of what a node offers. Immutable, for any thread. */
public final class ApiContracts {
    /** The document of the hub's own API. */
    public static final String OWN = "ghosthunter";

    private final Map<String, ApiContract> byName;

    private ApiContracts(Map<String, ApiContract> byName) {
        this.byName = byName;
    }

    /** Of these. */
    public static ApiContracts of(Collection<ApiContract> contracts) {
        Map<String, ApiContract> byName = new LinkedHashMap<>();
        contracts.forEach(contract -> byName.put(contract.name(), contract));
        return new ApiContracts(byName);
    }

    /**
     * Reads that of the hub and those of the dialects that are on. Blocks for a moment.
     *
     * @throws IllegalStateException if one is missing or wrong
     */
    public static ApiContracts read(Collection<String> dialects) {
        Map<String, ApiContract> byName = new LinkedHashMap<>();
        byName.put(OWN, ApiContract.read(OWN));
        dialects.forEach(name -> byName.computeIfAbsent(name, ApiContract::read));
        return new ApiContracts(byName);
    }

    /**
     * One of them.
     *
     * @throws IllegalStateException if it was not read
     */
    public ApiContract of(String name) {
        ApiContract contract = byName.get(name);
        if (contract == null) {
            throw new IllegalStateException("nobody read openapi/" + name + ".yaml");
        }
        return contract;
    }

    /** All of them, that of the hub first. */
    public List<ApiContract> all() {
        return List.copyOf(byName.values());
    }
}
